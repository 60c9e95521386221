import type { Output } from './canaries.js'

/** What the commands of this test file have written until now; looked at when its folder is removed. */
export const outputs: Output[] = []
