import { z } from 'zod'
import { problem } from '../../base/problem.js'
import { pathBeside } from '../../base/secret.js'
import { text } from '../../base/setting-values.js'
import { didYouMean } from '../../base/suggest.js'
import { alertKinds } from '../../model/alert.js'
import { readAppeals, type Appeals } from '../alerts/appeals.js'
import type { AlertPatience } from '../alerts/carriers.js'
import type { AlertSettings } from '../alerts/keeper.js'
import type { AlertReceiver } from '../alerts/receivers.js'
import type { WebhookReceiver } from '../webhook.js'
import { duration, webhookFields, webhookReceiver } from './webhook.js'

const address = z.string().regex(/^[^\s<>@,;]+@[^\s<>@,;]+$/, 'expected a mail address')
const wishes = {
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'expected a name of small letters, digits and hyphens'),
  events: z
    .array(z.enum(alertKinds, `expected some of ${alertKinds.join(', ')}`))
    .min(1)
    .optional(),
  participants: z.array(text).min(1).optional(),
  classes: z.array(text).min(1).optional(),
}
const receiver = z.union(
  [
    z.strictObject({
      ...wishes,
      mail: z.array(address, 'expected a list of mail addresses').min(1),
      language: z.enum(['ru', 'kk', 'en'], 'expected ru, kk or en').optional(),
    }),
    z.strictObject({ ...wishes, webhook: z.strictObject(webhookFields) }),
  ],
  'expected { name: …, mail: [ADDRESS] } or { name: …, webhook: { url: …, secret: … } }, see examples/operator.yaml',
)

/** Who is told when something is not well. */
export const alerts = z
  .strictObject(
    {
      /** A file of classes, priorities and terms. */
      appeals: text.optional(),
      /** Where the operator's pages are opened: messages name it. */
      page: z
        .url({ protocol: /^https?$/, error: 'expected an address such as https://synaq.operator.example' })
        .optional(),
      afterRounds: z.int().min(1, 'expected a whole number, at least 1').max(50).default(1),
      lateAfter: duration.default(120_000),
      missedShare: z
        .number()
        .min(0, 'expected a number from 0 to 1')
        .max(1, 'expected a number from 0 to 1')
        .default(0.1),
      calmFor: duration.default(600_000),
      remindAfter: duration.default(14_400_000),
      timeout: duration.default(10_000),
      giveUpAfter: duration.default(86_400_000),
      receivers: z
        .array(receiver, 'expected a list of receivers')
        .refine(
          (list) => new Set(list.map(({ name }) => name)).size === list.length,
          'expected a name of its own for each',
        )
        .default([]),
    },
    'expected { receivers: [ … ] }, see examples/operator.yaml',
  )
  .prefault({})

type AlertsSection = z.output<typeof alerts>

/** The section as it is worked with. */
export interface SettledAlerts {
  readonly settings: AlertSettings
  readonly webhooks: ReadonlyMap<string, WebhookReceiver>
  readonly patience: AlertPatience
}

/** Reads what the section names, with its secrets. `mails`: a mail server is set. @throws ProblemError where something does not fit */
export function settledAlerts(section: AlertsSection, file: string, mails: boolean): SettledAlerts {
  const { page, afterRounds, lateAfter, missedShare, calmFor, remindAfter, receivers } = section
  const appeals = section.appeals === undefined ? undefined : readAppeals(pathBeside(section.appeals, file))
  const webhooks = new Map<string, WebhookReceiver>()
  for (const one of receivers) {
    refuseUnknownClasses(one, appeals, file)
    if ('webhook' in one) webhooks.set(one.name, webhookReceiver(one.webhook, file, `alerts.receivers.${one.name}`))
    else if (!mails) {
      const what = `the receiver «${one.name}» wants mails, and no mail server is set`
      throw problem('alerts-mail', what, 'Add the section `mail`, or take the receiver out.', { file })
    }
  }
  return {
    settings: {
      rules: { afterRounds, lateMs: lateAfter, missedShare },
      calmMs: calmFor,
      remindAfterMs: remindAfter,
      receivers: receivers.map(receiverOf),
      ...(appeals ? { appeals } : {}),
      ...(page === undefined ? {} : { page }),
    },
    webhooks,
    patience: { timeoutMs: section.timeout, giveUpAfterMs: section.giveUpAfter },
  }
}

type ReceiverSection = AlertsSection['receivers'][number]

function receiverOf(section: ReceiverSection): AlertReceiver {
  const { name, events, participants, classes } = section
  const wants = {
    ...(events === undefined ? {} : { events }),
    ...(participants === undefined ? {} : { participants }),
    ...(classes === undefined ? {} : { classes }),
  }
  if ('webhook' in section) return { name, way: { kind: 'webhook' }, wants }
  const { mail: addresses, language } = section
  return { name, way: { kind: 'mail', addresses }, wants, ...(language === undefined ? {} : { language }) }
}

/** Letters that look alike are of two alphabets: one that is not there would be waited for in vain. */
function refuseUnknownClasses(
  { name, classes = [] }: ReceiverSection,
  appeals: Appeals | undefined,
  file: string,
): void {
  const known = [...new Set(Object.values(appeals ?? {}).map(({ index }) => index))]
  const unknown = classes.find((index) => !known.includes(index))
  if (unknown === undefined) return
  throw problem(
    'alerts-class',
    `no alert has the class «${unknown}», which the receiver «${name}» wants`,
    `There are ${known.join(', ')}, in the letters of the file of classes.${didYouMean(unknown, known)}`,
    { file },
  )
}
