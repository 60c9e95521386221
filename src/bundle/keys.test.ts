import { X509Certificate } from 'node:crypto'
import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { temporaryFolder } from '../../tests/support/folder.js'
import { keysFolder, openDocumentIdentity, openOwnKey } from './keys.js'

let folder: ReturnType<typeof temporaryFolder>
const before = process.env.SYNAQ_HOME

beforeEach(() => {
  folder = temporaryFolder()
  process.env.SYNAQ_HOME = folder.path
})

afterEach(() => {
  folder.remove()
  if (before === undefined) delete process.env.SYNAQ_HOME
  else process.env.SYNAQ_HOME = before
})

describe('the own key', () => {
  it('is made once, for its owner alone', () => {
    const first = openOwnKey()
    const second = openOwnKey()
    expect([first.made, second.made]).toEqual([true, false])
    expect(second.thumbprint).toBe(first.thumbprint)
    const [file = ''] = readdirSync(keysFolder())
    expect(statSync(join(keysFolder(), file)).mode & 0o777).toBe(0o600)
    expect(statSync(keysFolder()).mode & 0o777).toBe(0o700)
  })

  it('has a certificate for PDFs that names it', async () => {
    const own = openOwnKey()
    const { certificate } = await openDocumentIdentity(own, new Date('2026-11-22T08:00:00Z'))
    const again = await openDocumentIdentity(own, new Date('2027-11-22T08:00:00Z'))
    expect(again.certificate).toBe(certificate)
    expect(new X509Certificate(certificate).subject).toBe(`CN=Synaq ${own.thumbprint}`)
  })

  it('is not used where others can read it', () => {
    openOwnKey()
    chmodSync(join(keysFolder(), 'signing.key.pem'), 0o644)
    expect(() => openOwnKey()).toThrow('others on this machine can read the signing key')
  })

  it('is not replaced silently where it is damaged', () => {
    openOwnKey()
    writeFileSync(join(keysFolder(), 'signing.key.pem'), 'nothing')
    expect(() => openOwnKey()).toThrow('it is not a private key')
  })
})
