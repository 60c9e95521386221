import { join } from 'node:path'
import { systemClock } from '../../base/clock.js'
import { alertCarriers } from '../../operator/alerts/carriers.js'
import type { Carriers } from '../../operator/delivery.js'
import { mailCarrier, mailCarrierName } from '../../operator/mail.js'
import { platformCarrier, platformCarrierName } from '../../operator/platform.js'
import { settledAlerts } from '../../operator/settings/alerts.js'
import { mailServer } from '../../operator/settings/mail.js'
import type { OperatorSettings } from '../../operator/settings/settings.js'
import { webhookReceiver } from '../../operator/settings/webhook.js'
import { openWebhook } from '../../operator/webhook.js'
import type { Wiring } from '../wiring.js'
import { ControlBanks } from './control-banks.js'
import type { Work } from './work.js'

/**
 * The operator's real work, as its settings have it; the registry says what is probed. Who only takes rounds tells nobody anything,
 * and needs none of the secrets for it. @throws ProblemError
 */
export async function settledWork(
  settings: OperatorSettings,
  data: string,
  wiring: Wiring,
  what: 'all' | 'rounds' = 'all',
): Promise<Work> {
  const { policy, probes, targets } = settings
  const outward = what === 'all' ? outwardOf(settings) : undefined
  const banks = new ControlBanks(join(data, 'control'), wiring)
  return {
    policy,
    limits: {
      slots: probes.slots,
      bucket: probes.participant,
      startsPerSecond: probes.startsPerSecond,
      leaseMs: probes.leaseSeconds * 1000,
    },
    addresses: targets,
    carriers: outward?.carriers ?? {},
    ...(outward ? { alerts: outward.alerts } : {}),
    control: (system) => banks.target(system),
    begin: () => Promise.resolve(),
    close: async () => {
      await Promise.all([banks.close(), outward?.close()])
    },
  }
}

/** Everybody who is told of something: the platform, mailboxes, receivers of alerts. @throws ProblemError */
function outwardOf({ platform, mail, alerts, file }: OperatorSettings) {
  const { settings, webhooks, patience } = settledAlerts(alerts, file, mail !== undefined)
  const told = alertCarriers(webhooks, patience, systemClock)
  const webhook = platform && openWebhook(webhookReceiver(platform, file, 'platform'), systemClock)
  const carriers: Carriers = {
    ...told.carriers,
    ...(platform && webhook ? { [platformCarrierName]: platformCarrier(() => webhook, platform) } : {}),
    ...(mail ? { [mailCarrierName]: mailCarrier(mailServer(mail, file)) } : {}),
  }
  return {
    carriers,
    alerts: settings,
    close: async () => {
      await Promise.all([webhook?.close(), told.close()])
    },
  }
}
