import { describe, expect, it } from '@jest/globals'
import type { Manifest } from '../model/manifest.js'
import { faultsOf, listed, manifestBytes, readManifest } from './manifest.js'

const files = [
  { path: 'plan.json', bytes: Buffer.from('{}') },
  { path: 'attempts/0001.ndjson', bytes: Buffer.from('a line') },
]

const manifest: Manifest = {
  synaq: 'manifest/1',
  kind: 'folder',
  madeAt: '2026-11-22T08:49:23.000Z',
  tool: { name: 'synaq', version: '0.1.0' },
  runs: [],
  pdfCertificate: null,
  files: files.map(listed),
}

const found = (...changes: [string, string | undefined][]) => {
  const all = new Map<string, Uint8Array>(files.map(({ path, bytes }) => [path, bytes]))
  for (const [path, text] of changes)
    if (text === undefined) all.delete(path)
    else all.set(path, Buffer.from(text))
  return all
}

describe('a manifest', () => {
  it('reads back as it was written', () => {
    expect(readManifest(manifestBytes(manifest))).toEqual(manifest)
  })

  it.each([
    ['an unknown version', { ...manifest, synaq: 'manifest/2' }],
    ['a member that nobody knows', { ...manifest, extra: 1 }],
    ['a path that leads out', { ...manifest, files: [{ path: '../x', size: 0, sha256: '0'.repeat(64) }] }],
    ['itself among its files', { ...manifest, files: [{ path: 'manifest.jws', size: 0, sha256: '0'.repeat(64) }] }],
    ['a file twice', { ...manifest, files: [...manifest.files, ...manifest.files] }],
  ])('is none with %s', (_, wrong) => {
    expect(readManifest(Buffer.from(JSON.stringify(wrong)))).toBeUndefined()
  })

  it('is none where it is not JSON', () => {
    expect(readManifest(Buffer.from('{'))).toBeUndefined()
  })
})

describe('what lies there', () => {
  it('is as the manifest says, which need not list itself', () => {
    expect(faultsOf(manifest.files, found(['manifest.json', '{}'], ['manifest.jws', 'x']))).toEqual([])
  })

  it.each<[string, [string, string | undefined], string]>([
    ['plan.json', ['plan.json', '[]'], 'changed'],
    ['plan.json', ['plan.json', undefined], 'missing'],
    ['act.pdf', ['act.pdf', 'from elsewhere'], 'unlisted'],
  ])('is not: %s', (path, change, fault) => {
    expect(faultsOf(manifest.files, found(change))).toEqual([{ path, fault }])
  })
})
