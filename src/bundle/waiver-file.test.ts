import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { isProblemError, placeText } from '../base/problem.js'
import { parseYaml } from '../base/yaml-file.js'
import { ed25519JwkOf, jwkThumbprint, signDetached } from '../crypto/detached-jws.js'
import { signedWaivers, waiversFrom } from './waiver-file.js'

const text = `- participant: MYBK01
  system: sample
  requirement: P6.3b
  scenario: sample/provider/b
  owner: Digital channels
  reason: the old system goes in March
  expires: 2027-03-31
`
const read = (of: string, file = 'waivers.yaml') => waiversFrom(parseYaml(of, file))

/** Problems of a file as `place what`. */
function problemsOf(of: string): string[] {
  try {
    read(of)
  } catch (error) {
    if (!isProblemError(error)) throw error
    return error.problems.map((p) => `${placeText(p.place)} ${p.what}`)
  }
  return []
}

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const thumbprint = jwkThumbprint(ed25519JwkOf(publicKey))
const signed = signedWaivers(read(text).waivers, privateKey, '2026-11-22T20:00:00.000Z')

describe('a file of waivers', () => {
  test('is a list; one scenario or several', () => {
    expect(read(text)).toMatchObject({ signedBy: undefined, waivers: [{ scenarios: ['sample/provider/b'] }] })
    const [several] = read(text.replace('sample/provider/b', '[a, b]')).waivers
    expect(several?.scenarios).toEqual(['a', 'b'])
    const [all] = read(text.replace(/ {2}scenario.*\n/, '')).waivers
    expect(all).not.toHaveProperty('scenarios')
  })

  test.each([
    [text.replace('2027-03-31', '2027-02-30'), '7:12 «0.expires»: expected a date of the calendar'],
    [text.replace(/ {2}reason.*\n/, ''), '1:3 «0.reason»: it is missing, expected a text'],
    [`${text}  issued: 2027-04-01\n`, '7:12 «0.expires»: it is over before it is issued'],
    [text.replace('Digital', 'Digital\\u202E').replace(/owner: (.*)/, 'owner: "$1"'), 'cannot be printed'],
    ['[]', 'holds no waiver'],
    ['', 'expected a list of waivers'],
    ['waivers: []\n', '«synaq»: it is missing'],
  ])('what is wrong is named with its place: %#', (of, said) => {
    expect(problemsOf(of).join('\n')).toContain(said)
  })

  test('a field that is misspelt is told with what was meant', () => {
    expect(problemsOf(text.replace('owner', 'ownr'))).toContain(
      'waivers.yaml:5:3 There is no field «0.ownr». Did you mean «owner»?',
    )
  })
})

describe('a signed file of waivers', () => {
  test('tells who signed it and when it was issued; white space does not matter', () => {
    expect(read(signed)).toMatchObject({
      signedBy: thumbprint,
      waivers: [{ issued: '2026-11-23', expires: '2027-03-31' }],
    })
    expect(read(JSON.stringify(JSON.parse(signed))).signedBy).toBe(thumbprint)
  })

  test.each([
    ['another day', signed.replace('2027-03-31', '2027-03-30'), 'not those that were signed'],
    ['another participant', signed.replace('MYBK01', 'MYBK02'), 'not those that were signed'],
    ['all scenarios', signed.replace(/ *"scenario": \[[^\]]*\],?\n/, ''), 'not those that were signed'],
    ['a field more', signed.replace('"jws"', '"note": "x",\n  "jws"'), 'There is no field «note»'],
    ['no signature', signed.replace(/,\s*"jws": ".*"/, ''), '«jws»: it is missing'],
    ['a signature cut off', signed.replace(/.{4}"\n\}/, '"\n}'), 'cannot be read'],
  ])('%s is found', (_, changed, said) => {
    expect(changed).not.toBe(signed)
    expect(problemsOf(changed).join('\n')).toContain(said)
  })

  test('a signature under something else is none', () => {
    const { waivers } = JSON.parse(signed) as { waivers: object[] }
    const content = Buffer.from(JSON.stringify({ synaq: 'waivers/1', waivers }))
    const jws = signDetached(content, privateKey, 'synaq-manifest+jws')
    expect(problemsOf(JSON.stringify({ synaq: 'waivers/1', waivers, jws })).join('')).toContain('synaq-manifest+jws')
  })
})
