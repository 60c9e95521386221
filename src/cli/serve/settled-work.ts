import { join } from 'node:path'
import { systemClock } from '../../base/clock.js'
import { platformCarrier, platformCarrierName } from '../../operator/platform.js'
import type { OperatorSettings } from '../../operator/settings/settings.js'
import { webhookReceiver } from '../../operator/settings/webhook.js'
import { openWebhook } from '../../operator/webhook.js'
import type { Wiring } from '../wiring.js'
import { ControlBanks } from './control-banks.js'
import type { Work } from './work.js'

/** The operator's real work, as its settings have it; the registry says what is probed. */
export async function settledWork(settings: OperatorSettings, data: string, wiring: Wiring): Promise<Work> {
  const { policy, probes, platform, file } = settings
  const webhook = platform && openWebhook(webhookReceiver(platform, file, 'platform'), systemClock)
  const banks = new ControlBanks(join(data, 'control'), wiring)
  return {
    policy,
    limits: {
      slots: probes.slots,
      bucket: probes.participant,
      startsPerSecond: probes.startsPerSecond,
      leaseMs: probes.leaseSeconds * 1000,
    },
    carriers: platform && webhook ? { [platformCarrierName]: platformCarrier(() => webhook, platform) } : {},
    control: (system) => banks.target(system),
    begin: () => Promise.resolve(),
    close: async () => {
      await Promise.all([banks.close(), webhook?.close()])
    },
  }
}
