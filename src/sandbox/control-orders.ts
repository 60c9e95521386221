import type { FastifyInstance } from 'fastify'
import { parseJson } from '../base/json.js'
import { webhookDoubt, type WebhookDoubt } from '../base/webhook-signature.js'
import { controlError } from './control-error.js'
import { inputs, parsedInput } from './control-input.js'
import type { Workspace } from './workspace.js'

/** Whose webhook it is, and what it is signed with. */
export interface OrderTaker {
  readonly workspace: Pick<Workspace, 'follow'>
  readonly secret: string
}

/** The control API's route for an operator's webhook: the signature over the bytes as they came says who sends it. */
export function orderRoutes(server: FastifyInstance, takerOf: (workspace: string) => OrderTaker | undefined): void {
  void server.register((scope, _, done) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, parsed) =>
      parsed(null, body),
    )
    scope.post<{ Params: { id: string }; Body: string }>('/workspaces/:id/orders', (request, reply) => {
      const taker = takerOf(request.params.id)
      const { body, headers } = request
      // A workspace that is not there has no secret: its answer is that to a wrong signature.
      const doubt = webhookDoubt(headers, body, taker ? [taker.secret] : [], Date.now())
      if (doubt !== undefined || !taker) throw doubted(doubt ?? 'signature-wrong')
      const order = parsedInput(inputs.order, parseJson(body))
      return reply.send(taker.workspace.follow(String(headers['webhook-id']), order))
    })
    done()
  })
}

const doubts: Readonly<Record<WebhookDoubt, string>> = {
  'headers-missing': 'webhook-id, webhook-timestamp and webhook-signature are needed.',
  'signature-wrong': 'The signature is not that of this body under this secret.',
  'too-old': 'The webhook is older than five minutes.',
  'from-the-future': 'The webhook is of a time that has not come.',
}

const doubted = (doubt: WebhookDoubt) =>
  controlError(
    401,
    `webhook-${doubt}`,
    doubts[doubt],
    'Sign it anew each time it is sent, as standardwebhooks.com has it, with the secret that the workspace was opened with.',
  )
