import type { Manifest } from '../model/manifest.js'
import { manifestBytes, manifestName, signatureNames } from './manifest.js'
import type { Signer } from './signer.js'
import type { ZipEntry } from './zip.js'

/** A manifest with its signature and, where the signer has a time authority, its stamp: the files that go beside it. */
export async function signManifest(manifest: Manifest, signer: Signer): Promise<ZipEntry[]> {
  const bytes = manifestBytes(manifest)
  const signature = await signer.signManifest(bytes)
  const mark = signature.kind === 'jws' ? Buffer.from(signature.jws) : signature.cms
  const stamp = await signer.timeStamp?.(mark)
  return [
    { path: manifestName, bytes },
    { path: signatureNames[signature.kind], bytes: mark },
    ...(stamp === undefined ? [] : [{ path: signatureNames.timeStamp, bytes: stamp }]),
  ]
}
