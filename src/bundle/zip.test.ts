import { deflateRawSync, crc32 } from 'node:zlib'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { readZip, writeZip, type ZipEntry } from './zip.js'

const limits = { files: 10, bytes: 10_000 }
const entries: ZipEntry[] = [
  { path: 'manifest.json', bytes: Buffer.from('{}') },
  { path: 'runs/20261122-084923-sx3q/run.ndjson', bytes: Buffer.from('line\n'.repeat(40)) },
]

/** What a reader that trusts nobody must look at: the fields of one file's two headers, and what stands around them. */
interface Made {
  readonly name: string
  readonly localName?: string
  readonly content?: string
  readonly claims?: number
  readonly mode?: number
  readonly flags?: number
  readonly before?: string
}

/** A zip laid out by hand (APPNOTE 4.3.7, 4.3.12, 4.3.16). */
function byHand(files: readonly Made[], comment = '', behind = ''): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const { name, localName = name, content = 'x', claims, mode = 0o100600, flags = 0, before = '' } of files) {
    const data = deflateRawSync(Buffer.from(content))
    const numbers = [crc32(content), data.length, claims ?? content.length]
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(20, 4)
    local.writeUInt16LE(flags, 6)
    local.writeUInt16LE(8, 8)
    numbers.forEach((value, i) => local.writeUInt32LE(value, 14 + 4 * i))
    local.writeUInt16LE(localName.length, 26)
    const central = Buffer.alloc(46)
    central.writeUInt32LE(0x02014b50, 0)
    central.writeUInt16LE(0x0314, 4)
    central.writeUInt16LE(20, 6)
    central.writeUInt16LE(flags, 8)
    central.writeUInt16LE(8, 10)
    numbers.forEach((value, i) => central.writeUInt32LE(value, 16 + 4 * i))
    central.writeUInt16LE(name.length, 28)
    central.writeUInt32LE((mode << 16) >>> 0, 38)
    central.writeUInt32LE(at + before.length, 42)
    const part = Buffer.concat([Buffer.from(before), local, Buffer.from(localName), data])
    parts.push(part)
    directory.push(central, Buffer.from(name))
    at += part.length
  }
  const whole = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(whole.length, 12)
  end.writeUInt32LE(at + behind.length, 16)
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([...parts, Buffer.from(behind), whole, end, Buffer.from(comment)])
}

describe('a zip', () => {
  it('holds what was put into it', async () => {
    const files = await readZip(await writeZip(entries), limits, 'evidence.zip')
    expect([...files].map(([path, bytes]) => ({ path, bytes: Buffer.from(bytes) }))).toEqual(entries)
  })

  it('is read where it is sound, laid out by hand', async () => {
    const files = await readZip(byHand([{ name: 'a' }, { name: 'b/c', content: 'yy' }]), limits, 'x.zip')
    expect([...files.keys()]).toEqual(['a', 'b/c'])
  })

  it('takes no path from us that could lead elsewhere', async () => {
    for (const path of ['../a', '/a', 'a//b', 'a/../b', 'a\\b', 'é', '', 'a/', 'c:x'])
      await expect(writeZip([{ path, bytes: Buffer.from('') }])).rejects.toThrow('not a path for a bundle')
  })

  it.each<[string, Buffer, RegExp]>([
    ['a path that leads out', byHand([{ name: '../a' }]), /is not read/],
    ['an absolute path', byHand([{ name: '/etc/passwd' }]), /is not read/],
    ['a drive', byHand([{ name: 'c:/a' }]), /is not read/],
    ['a folder', byHand([{ name: 'a/', content: '' }]), /leads elsewhere/],
    ['a link', byHand([{ name: 'a', mode: 0o120777 }]), /not an ordinary file/],
    ['a file twice', byHand([{ name: 'a' }, { name: 'a' }]), /in it twice/],
    ['a file twice for some disks', byHand([{ name: 'a' }, { name: 'A' }]), /in it twice/],
    ['two names for one file', byHand([{ name: 'a', localName: 'b' }]), /two names/],
    ['a size that is not that of the file', byHand([{ name: 'a', claims: 5 }]), /is not read/],
    ['more than the limit, as it says', byHand([{ name: 'a', content: 'x'.repeat(20_000) }]), /larger than 10000/],
    [
      'more than the limit, as it does not say',
      byHand([{ name: 'a', content: 'x'.repeat(20_000), claims: 9 }]),
      /is not read/,
    ],
    ['too many files', byHand(Array.from({ length: 11 }, (_, i) => ({ name: `a${i}` }))), /more than 10 files/],
    ['an encrypted file', byHand([{ name: 'a', flags: 1 }]), /encrypted/],
    ['a comment', byHand([{ name: 'a' }], 'hello'), /comment/],
    ['something before it', byHand([{ name: 'a', before: 'MZ' }]), /hidden before a/],
    ['something between two files', byHand([{ name: 'a' }, { name: 'b', before: 'hidden' }]), /hidden before b/],
    ['something behind the last file', byHand([{ name: 'a' }], '', 'hidden'), /no file/],
    ['no zip at all', Buffer.from('%PDF-1.7'), /is not read/],
    ['nothing', Buffer.alloc(0), /is not read/],
  ])('is refused with %s', async (_, zip, message) => {
    await expect(readZip(zip, limits, 'x.zip')).rejects.toThrow(message)
  })

  it('with a byte changed is refused, or holds the same: never something else', async () => {
    const zip = Buffer.from(await writeZip(entries))
    await fc.assert(
      fc.asyncProperty(fc.nat(zip.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const changed = Buffer.from(zip)
        changed[at] = (changed[at] ?? 0) ^ flip
        const read = await readZip(changed, limits, 'x.zip').then(
          (files) => ({ files }),
          (error: unknown) => ({ error }),
        )
        if ('error' in read) expect(read.error).toMatchObject({ code: 'SYNAQ_PROBLEM' })
        else for (const { path, bytes } of entries) expect(read.files.get(path) ?? bytes).toEqual(bytes)
      }),
      { numRuns: 300 },
    )
  })
})
