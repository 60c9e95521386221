import { buffer } from 'node:stream/consumers'
import { crc32 } from 'node:zlib'
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl'
import { ZipFile as ZipWriter } from 'yazl'
import { isProblemError, problem, type ProblemError } from '../base/problem.js'

/** One file of a zip; its path is relative, of ASCII, with `/` between folders. */
export interface ZipEntry {
  readonly path: string
  readonly bytes: Uint8Array
}

export interface ZipLimits {
  /** Files at most. */
  readonly files: number
  /** Bytes of all files together, unpacked. */
  readonly bytes: number
}

/** A run of a thousand scripts has as many files, and some hundred bytes of exchange a line. */
export const evidenceLimits: ZipLimits = { files: 20_000, bytes: 512 * 1024 * 1024 }

/** Nothing that a file system or a shell could take for something else. */
const safePath = /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[A-Za-z0-9_.+-]+(?:\/[A-Za-z0-9_.+-]+)*$/

/** Any date will do: when a bundle was made is said inside it, signed. */
const mtime = new Date('2000-01-01T00:00:00Z')

/** True for a path that a bundle may hold: relative, ASCII, nothing that leads out of it. */
export const isSafePath = (path: string): boolean => path.length <= 240 && safePath.test(path)

/** Packs files in the order given. @throws Error for a path that no bundle may hold: ours never are such */
export async function writeZip(entries: readonly ZipEntry[]): Promise<Uint8Array> {
  const zip = new ZipWriter()
  const seen = new Set<string>()
  for (const { path, bytes } of entries) {
    if (!isSafePath(path) || seen.has(path)) throw new Error(`not a path for a bundle: ${path}`)
    seen.add(path)
    zip.addBuffer(Buffer.from(bytes), path, { mtime, mode: 0o100600 })
  }
  zip.end()
  return buffer(zip.outputStream)
}

/**
 * Unpacks a zip that anybody may have made: refuses links, folders, duplicates, paths that lead out, encryption, more than the
 * limits, and bytes that belong to no file. @throws ProblemError
 */
export async function readZip(bytes: Uint8Array, limits: ZipLimits, name: string): Promise<Map<string, Uint8Array>> {
  const refuse = (what: string): ProblemError =>
    problem('zip-refused', `this zip is not read: ${what}`, 'Ask whoever gave it for the original file.', { name })
  try {
    const zip = await fromBufferPromise(Buffer.from(bytes), {
      validateEntrySizes: true,
      strictFileNames: true,
    })
    return await unpack(zip, bytes.length, limits, refuse)
  } catch (error) {
    if (isProblemError(error)) throw error
    throw refuse(error instanceof Error ? error.message : 'it is damaged')
  }
}

async function unpack(
  zip: ZipFile,
  length: number,
  limits: ZipLimits,
  refuse: (what: string) => ProblemError,
): Promise<Map<string, Uint8Array>> {
  if (zip.comment !== '') throw refuse('it has a comment')
  if (zip.entryCount > limits.files) throw refuse(`it holds more than ${limits.files} files`)
  const entries: Entry[] = []
  for await (const entry of zip.eachEntry()) entries.push(entry)
  const declared = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0)
  if (declared > limits.bytes) throw refuse(`unpacked it would be larger than ${limits.bytes} bytes`)
  const files = new Map<string, Uint8Array>()
  const names = new Set<string>()
  let end = 0
  for (const entry of entries) {
    const { fileName } = entry
    if (!isSafePath(fileName)) throw refuse(`a path in it leads elsewhere or is not a file: ${fileName.slice(0, 80)}`)
    // Two names that a file system takes for one are duplicates too.
    if (names.has(fileName.toLowerCase())) throw refuse(`${fileName} is in it twice`)
    names.add(fileName.toLowerCase())
    if (entry.isEncrypted()) throw refuse(`${fileName} is encrypted`)
    if (isLink(entry)) throw refuse(`${fileName} is not an ordinary file`)
    if ((entry.generalPurposeBitFlag & 0x8) !== 0) throw refuse(`the size of ${fileName} stands behind it`)
    if (entry.relativeOffsetOfLocalHeader !== end) throw refuse(`there is something hidden before ${fileName}`)
    const local = await zip.readLocalFileHeaderPromise(entry)
    if (local.fileName.toString('latin1') !== fileName) throw refuse(`${fileName} has two names`)
    if (local.crc32 !== entry.crc32 || local.uncompressedSize !== entry.uncompressedSize)
      throw refuse(`${fileName} is described in two ways`)
    end = local.fileDataStart + entry.compressedSize
    const content = await buffer(await zip.openReadStreamPromise(entry))
    if (crc32(content) !== entry.crc32) throw refuse(`${fileName} is damaged`)
    files.set(fileName, content)
  }
  if (end + directoryLength(entries) !== length) throw refuse('there is something in it that is no file')
  return files
}

/** Unix mode in the upper half; 0 where it was made elsewhere. */
function isLink(entry: Entry): boolean {
  const type = (entry.externalFileAttributes >>> 16) & 0o170000
  return type !== 0 && type !== 0o100000
}

/** Of the central directory with its end record, as APPNOTE 4.3.12 and 4.3.16 lay them out. */
function directoryLength(entries: readonly Entry[]): number {
  const each = entries.map((e) => 46 + e.fileNameLength + e.extraFieldLength + e.fileCommentLength)
  return each.reduce((sum, size) => sum + size, 22)
}
