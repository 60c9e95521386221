import type { Defect } from '../../src/system/index.js'
import type { State } from './state.js'

/** Wrong behaviours that the invented banks can be given, one by one. */
export const defects: readonly Defect<State>[] = []
