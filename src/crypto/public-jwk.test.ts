import { expect, test } from '@jest/globals'
import { exportJWK, generateKeyPair } from 'jose'
import { publicJwk } from './public-jwk.js'

test.each(['ES256', 'PS256', 'EdDSA'])('of an %s key only what may be told', async (alg) => {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  expect(publicJwk({ ...(await exportJWK(privateKey)), kid: 'k' })).toEqual({
    ...(await exportJWK(publicKey)),
    kid: 'k',
  })
})
