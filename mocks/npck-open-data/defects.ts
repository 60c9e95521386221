import type { Defect } from '../../src/system/index.js'
import { availabilityDefects } from './defects/availability.js'
import { conditionDefects } from './defects/conditions.js'
import { dataDefects } from './defects/data.js'
import { listDefects } from './defects/lists.js'
import { messageDefects } from './defects/messages.js'
import type { State } from './state.js'

/** Wrong behaviours that the invented banks can be given, one by one. */
export const defects: readonly Defect<State>[] = [
  ...listDefects,
  ...dataDefects,
  ...availabilityDefects,
  ...conditionDefects,
  ...messageDefects,
]
