export { usualLimits, type Limits } from './limits.js'
export { readSignerSettings, type Endpoint, type SignerSettings } from './settings.js'
export { openOutsideSigner } from './signer.js'
export { openTimeStamper, stamped, type TimeAuthority, type TimeStamper } from './time-authority.js'
