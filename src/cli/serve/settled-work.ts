import { join } from 'node:path'
import { pathBeside } from '../../base/secret.js'
import type { OperatorSettings } from '../../operator/settings/settings.js'
import type { Wiring } from '../wiring.js'
import { ControlBanks } from './control-banks.js'
import type { Work } from './work.js'

/** The operator's real work, as its settings have it; the registry says what is probed. */
export async function settledWork(settings: OperatorSettings, data: string, wiring: Wiring): Promise<Work> {
  const { policy, probes, targets, evidence, file } = settings
  const banks = new ControlBanks(join(data, 'control'), wiring)
  return {
    policy,
    limits: {
      slots: probes.slots,
      bucket: probes.participant,
      startsPerSecond: probes.startsPerSecond,
      leaseMs: probes.leaseSeconds * 1000,
      evidence,
    },
    targets: targets.folder === undefined ? join(data, 'targets') : pathBeside(targets.folder, file),
    addresses: targets,
    carriers: {},
    control: (system) => banks.target(system),
    begin: () => Promise.resolve(),
    close: () => banks.close(),
  }
}
