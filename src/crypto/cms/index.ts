export { chainTo } from './chain-to.js'
export type { ChainAnswer, ChainTrouble } from './chain-trouble.js'
export { derOf } from './der.js'
export { signCms, type CmsSigning } from './sign.js'
export {
  addTimeStamp,
  readTimeStamp,
  signatureValue,
  timeStampRequest,
  verifyTimeStamp,
  type TimeStamp,
} from './time-stamp.js'
export { holds, verifyCms, type CmsReading, type CmsSigner, type SignerTimeStamp } from './verify.js'
