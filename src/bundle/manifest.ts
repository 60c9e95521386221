import { z } from 'zod'
import { sha256 } from '../base/digest.js'
import { parseJson, type Json } from '../base/json.js'
import type { Manifest, ManifestFile } from '../model/manifest.js'
import { isSafePath, type ZipEntry } from './zip.js'

/** Where a manifest lies among the files that it covers, and who signed it. */
export const manifestName = 'manifest.json'
/** Signature by a key of one's own (JWS), by a certificate (CMS), and the stamp of a time authority over the signature. */
export const signatureNames = { jws: 'manifest.jws', cms: 'manifest.p7s', timeStamp: 'manifest.tsr' } as const
/** What no manifest lists: itself and its signature. */
export const unlisted: ReadonlySet<string> = new Set([manifestName, ...Object.values(signatureNames)])

/** Kind of thing that such a signature signs (JWS header `typ`). */
export const manifestType = 'synaq-manifest+jws'

/** Longer than any of ours: twenty thousand files at 150 bytes. */
const longest = 8 * 1024 * 1024

const digest = z.string().regex(/^[0-9a-f]{64}$/)
const instant = z.iso.datetime()
const count = z.number().int().nonnegative()
const shortText = z.string().max(500)

const run = z.strictObject({
  run: shortText,
  system: shortText,
  role: z.enum(['provider', 'user']),
  participant: z.strictObject({ id: shortText, name: shortText }),
  startedAt: instant,
  endedAt: instant.nullable(),
  how: z.enum(['complete', 'interrupted']),
  outcome: z.enum(['pass', 'fail', 'inconclusive', 'open']),
  again: z.strictObject({ scenarios: digest }).optional(),
})

const file = z.strictObject({
  path: z.string().refine((path) => isSafePath(path) && !unlisted.has(path)),
  size: count,
  sha256: digest,
})

const manifest = z
  .strictObject({
    synaq: z.literal('manifest/1'),
    kind: z.enum(['evidence', 'folder', 'package']),
    madeAt: instant,
    tool: z.strictObject({ name: z.literal('synaq'), version: shortText }),
    runs: z.array(run).max(1000),
    pdfCertificate: digest.nullable(),
    data: z.json().optional(),
    templates: z.record(z.string().max(100), digest).optional(),
    files: z.array(file).max(20_000),
  })
  .refine(({ files }) => new Set(files.map(({ path }) => path.toLowerCase())).size === files.length)

/** The bytes of a manifest, as they are signed. */
export function manifestBytes(value: Manifest): Uint8Array {
  return Buffer.from(`${JSON.stringify(value, null, 1)}\n`)
}

/** A manifest that anybody may have written, or undefined where it is none. */
export function readManifest(bytes: Uint8Array): Manifest | undefined {
  if (bytes.length > longest) return undefined
  const parsed = manifest.safeParse(parseJson(Buffer.from(bytes).toString('utf8')))
  if (!parsed.success) return undefined
  const { data, templates, ...rest } = parsed.data
  return {
    ...rest,
    ...(data === undefined ? {} : { data: data as Json }),
    ...(templates === undefined ? {} : { templates }),
  }
}

/** A file as a manifest lists it. */
export function listed({ path, bytes }: ZipEntry): ManifestFile {
  return { path, size: bytes.length, sha256: sha256(bytes) }
}

/** What is otherwise than a manifest says. */
export type FileFault = { readonly path: string; readonly fault: 'changed' | 'missing' | 'unlisted' }

/** Compares what lies there with what a manifest lists; empty where all is as it says. */
export function faultsOf(files: readonly ManifestFile[], found: ReadonlyMap<string, Uint8Array>): FileFault[] {
  const known = new Set(files.map(({ path }) => path))
  const wrong = files.flatMap(({ path, size, sha256: sum }): FileFault[] => {
    const bytes = found.get(path)
    if (!bytes) return [{ path, fault: 'missing' }]
    return bytes.length === size && sha256(bytes) === sum ? [] : [{ path, fault: 'changed' }]
  })
  const extra = [...found.keys()].filter((path) => !known.has(path) && !unlisted.has(path))
  return [...wrong, ...extra.map((path): FileFault => ({ path, fault: 'unlisted' }))]
}
