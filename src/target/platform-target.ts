import { readPkcs12 } from '../crypto/pkcs12.js'
import { isProblemError, problem } from '../base/problem.js'
import type { Identity, Target } from '../model/target.js'
import { abilitiesOf, actsOf, commonParts, customersOf } from './common.js'
import { bytesBeside, readBeside, readSecret } from '../base/secret.js'
import type { TargetFile } from './target-file.js'

/** A target behind a real platform: everything comes from the file, nothing from a sandbox. @throws ProblemError */
export function platformTarget(file: TargetFile): Target {
  const { platform } = file
  if (!platform)
    throw problem('target-platform', 'this target names no platform', 'Write «platform».', { file: file.file })
  const acts = actsOf(file, 'none')
  const { clientId, participant, redirectUri, key } = platform.application
  return {
    ...commonParts(file),
    platform: {
      api: platform.api,
      pages: platform.pages,
      issuer: platform.issuer,
      ca: readBeside(platform.ca, file.file, 'platform.ca'),
    },
    identities: { application: readIdentity(platform.certificate, file.file) },
    applications: {
      default: {
        clientId,
        participant,
        redirectUri,
        keyJwk: readSecret(key, file.file, 'platform.application.key'),
        certificate: 'application',
      },
    },
    clients: customersOf(file, []),
    providers: platform.providers.filter((id) => id !== file.participant.id),
    acts,
    abilities: [...abilitiesOf(acts), ...(platform.providers.length > 0 ? ['another-provider'] : [])],
  }
}

/** A certificate with its key, as PEM files or as one PKCS#12 file (RFC 7292). */
function readIdentity(certificate: NonNullable<TargetFile['platform']>['certificate'], targetFile: string): Identity {
  if ('pkcs12' in certificate) {
    const bytes = bytesBeside(certificate.pkcs12, targetFile, 'platform.certificate.pkcs12')
    const password = readSecret(certificate.password, targetFile, 'platform.certificate.password')
    try {
      return readPkcs12(bytes, password)
    } catch (error) {
      if (!isProblemError(error)) throw error
      const { code, what, remedy } = error.problems[0]
      throw problem(code, `platform.certificate.pkcs12: ${what}`, remedy, { file: targetFile })
    }
  }
  return {
    certificate: readBeside(certificate.certificate, targetFile, 'platform.certificate.certificate'),
    key: readSecret(certificate.key, targetFile, 'platform.certificate.key'),
  }
}
