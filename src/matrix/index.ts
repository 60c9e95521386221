/** Which script catches which defect: claims, the fold of trials, the bar, and how it is told. */
export { claimant, unknownClaims, type Claimant } from './claims.js'
export { consoleLines } from './console.js'
export { foldMatrix, type Matrix } from './fold.js'
export { matrixJson } from './json.js'
export { matrixPage } from './page.js'
export { roleOf, subjectIds, type Ending, type SoundTrial, type SubjectId, type Trial } from './trial.js'
