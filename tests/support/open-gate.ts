import type { Examiner } from '../../src/operator/admission/examiner.js'
import type { Gate } from '../../src/operator/admission/gate.js'
import type { RegistryParts } from '../../src/web/parts.js'

/** A gate that everybody passes, for tests of what comes behind it. */
export const openGate: Gate = { report: () => Promise.resolve({ open: true, items: [] }) }

/** Files and runs that nobody asks for. */
const examiner = new Proxy({} as Examiner, {
  get: (_, name) => () => {
    throw new Error(`nothing is examined here (${String(name)})`)
  },
})

export const openRegistry: RegistryParts = { gate: openGate, examiner, targets: '/targets', runs: '/runs' }
