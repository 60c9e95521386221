import { z } from 'zod'
import { durationMs } from '../../base/clock.js'
import { problem } from '../../base/problem.js'
import { readBeside, readSecret, secret } from '../../base/secret.js'
import { safeUrl, text } from '../../base/setting-values.js'
import { isWebhookSecret } from '../../base/webhook-signature.js'
import type { WebhookReceiver } from '../webhook.js'

/** A length of time that is not nothing. */
export const duration = z
  .string('expected a duration such as PT10S or P1D')
  .refine((length) => (durationMs(length) ?? 0) > 0, 'expected a duration such as PT10S or P1D')
  .transform((length) => durationMs(length) ?? 0)

/** Who is told by webhook, and how. */
export const webhookFields = {
  url: safeUrl,
  /** Several while one takes the place of another. */
  secret: z.union(
    [secret, z.array(secret).min(1)],
    'expected { file: … }, { env: … } or { command: […] }, or a list of them',
  ),
  ca: text.optional(),
  client: z
    .strictObject({ certificate: text, key: secret }, 'expected { certificate: FILE.pem, key: { file: … } }')
    .optional(),
}

type WebhookSettings = z.output<z.ZodObject<typeof webhookFields>>

/** The receiver with its secrets, as they are now. `setting` is where it stands in `file`. @throws ProblemError */
export function webhookReceiver(settings: WebhookSettings, file: string, setting: string): WebhookReceiver {
  const { url, ca, client } = settings
  const references = Array.isArray(settings.secret) ? settings.secret : [settings.secret]
  const secrets = references.map((reference) => readSecret(reference, file, `${setting}.secret`))
  if (!secrets.every(isWebhookSecret)) {
    throw problem(
      'webhook-secret',
      `${setting}.secret is not of the form that signing needs`,
      'It is «whsec_» and 24 to 64 random bytes in base64: echo "whsec_$(openssl rand -base64 32)".',
      { file },
    )
  }
  return {
    url,
    secrets,
    ...(ca === undefined ? {} : { ca: readBeside(ca, file, `${setting}.ca`) }),
    ...(client === undefined
      ? {}
      : {
          client: {
            certificate: readBeside(client.certificate, file, `${setting}.client.certificate`),
            key: readSecret(client.key, file, `${setting}.client.key`),
          },
        }),
  }
}
