import { createPrivateKey, X509Certificate } from 'node:crypto'
import { sha256 } from '../base/digest.js'
import { signCms } from '../crypto/cms/index.js'
import { signDetached } from '../crypto/detached-jws.js'
import { openDocumentIdentity, type OwnKey } from './keys.js'
import { manifestType } from './manifest.js'
import type { Signer } from './signer.js'

/** Signs by the key of whoever works here: manifests by Ed25519, PDFs by the certificate that such a manifest names. */
export async function ownSigner(own: OwnKey, now: Date): Promise<Signer> {
  const { certificate: pem, key: keyPem } = await openDocumentIdentity(own, now)
  const certificate = new X509Certificate(pem)
  const key = createPrivateKey(keyPem)
  return {
    name: own.thumbprint,
    pdfCertificate: sha256(certificate.raw),
    signManifest: (content) =>
      Promise.resolve({ kind: 'jws', jws: signDetached(content, own.privateKey, manifestType) }),
    signPdf: (content) => signCms(content, { certificate, chain: [], key, padesAttributes: true }),
  }
}
