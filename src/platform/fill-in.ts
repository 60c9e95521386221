import { problem } from '../base/problem.js'
import { didYouMean } from '../base/suggest.js'
import type { TargetClient } from '../model/target.js'

/** One-time codes that were sent to a phone; undefined where there is none. */
export interface Inbox {
  newest(phone: string): Promise<string | undefined>
  /** The newest code, once it is no longer good. */
  late(phone: string): Promise<string | undefined>
  /** The code that was sent before the newest one, for an earlier sign-in. */
  earlier(phone: string): Promise<string | undefined>
}

type Value = (client: TargetClient, inbox: Inbox) => string | undefined | Promise<string | undefined>

/** `client` is whose data it is; `person` is who sits at the screen: for a company, the one who acts for it. */
const person = (client: TargetClient): { readonly iin: string; readonly phone: string } =>
  client.representative ?? client

const values: Readonly<Record<string, Value>> = {
  'client.name': ({ name }) => name,
  'client.iin': ({ iin }) => iin,
  'client.phone': ({ phone }) => phone,
  'client.representative.iin': ({ representative }) => representative?.iin,
  'client.representative.phone': ({ representative }) => representative?.phone,
  'person.iin': (client) => person(client).iin,
  'person.phone': (client) => person(client).phone,
  'company.bin': ({ iin, representative }) => (representative ? iin : undefined),
  'inbox.code': (client, inbox) => inbox.newest(person(client).phone),
  'inbox.wrong-code': async (client, inbox) => another(sent(await inbox.newest(person(client).phone))),
  'inbox.late-code': async (client, inbox) => sent(await inbox.late(person(client).phone)),
  'inbox.used-code': async (client, inbox) => sent(await inbox.earlier(person(client).phone)),
}

/** A code that is to be refused has to be one: an empty field is refused for another reason. */
function sent(code: string | undefined): string {
  if (code !== undefined) return code
  throw problem(
    'person-code-missing',
    'There is no one-time code by SMS that could be typed to be refused.',
    'See that the platform sends a code; one that was used before comes from a sign-in of the same client in the same script.',
    { name: 'visit' },
  )
}

/** A code of the same length that is surely another: its last digit is changed. */
function another(code: string): string {
  return code.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10))
}

const reference = /\$\{([^}]*)\}/g

/** What the person writes into fields: field name → text. What the person does not have stays empty. */
export async function writing(
  fields: Readonly<Record<string, string>>,
  client: TargetClient,
  inbox: Inbox,
): Promise<Map<string, string>> {
  const written = new Map<string, string>()
  for (const [field, template] of Object.entries(fields)) written.set(field, await fillIn(template, client, inbox))
  return written
}

/** A template with what the person has put into it. @throws ProblemError for a name that nobody has. */
export async function fillIn(template: string, client: TargetClient, inbox: Inbox): Promise<string> {
  const [unknown] = unknownNames(template)
  if (unknown) throw problem('person-script', unknown.what, unknown.remedy, { name: 'system.yaml › person' })
  const found = new Map<string, string>()
  for (const name of namesIn(template)) found.set(name, (await values[name]?.(client, inbox)) ?? '')
  return template.replace(reference, (_, name: string) => found.get(name.trim()) ?? '')
}

/** Names in a template that a person does not have, each as a problem. */
export function unknownNames(template: string): { readonly what: string; readonly remedy: string }[] {
  const known = Object.keys(values)
  return namesIn(template)
    .filter((name) => !Object.hasOwn(values, name))
    .map((name) => ({
      what: `The person does not have «${name}».${didYouMean(name, known)}`,
      remedy: `Use ${known.join(', ')}.`,
    }))
}

const namesIn = (template: string): string[] => [...template.matchAll(reference)].map(([, name = '']) => name.trim())
