import { forbidden } from '../errors.js'
import { soundRules as sound } from '../rules.js'

/** Wrong in who is let in: transport, scope, consent. */
export const accessDefects = {
  'accepts-tls-1.1': { tlsVersions: () => ({ minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' }) },
  'ignores-scope-of-token': { tokenHasScope: () => true },
  'iin-in-refusal': {
    tokenHasScope: (claims, scope) => {
      if (sound.tokenHasScope(claims, scope)) return true
      throw forbidden('insufficient_scope', `The client ${claims.sub} has not granted this`)
    },
  },
  'keeps-consents': keepingConsents(),
}

/** A consent that was in force once is not asked about again. */
function keepingConsents() {
  const granted = new Set()
  return {
    requireConsent: async (claims, scope, ...rest) => {
      const key = `${claims.consent_id} ${scope}`
      if (granted.has(key)) return
      await sound.requireConsent(claims, scope, ...rest)
      granted.add(key)
    },
  }
}
