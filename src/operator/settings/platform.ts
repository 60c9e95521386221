import { z } from 'zod'
import { duration, webhookFields } from './webhook.js'

/** Where decisions go: the platform whose showcase and gateway follow them. */
export const platform = z
  .strictObject(
    {
      ...webhookFields,
      /** One that takes longer to answer is tried again. */
      timeout: duration.default(10_000),
      /** An order that was not taken for so long is given up, and somebody has to see to it. */
      giveUpAfter: duration.default(86_400_000),
    },
    'expected { url: https://…, secret: { file: … } }',
  )
  .transform(({ timeout, giveUpAfter, ...receiver }) => ({
    ...receiver,
    timeoutMs: timeout,
    giveUpAfterMs: giveUpAfter,
  }))
  .optional()
