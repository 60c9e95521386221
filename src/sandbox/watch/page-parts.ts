import { kazakhstanTime } from '../../base/clock.js'
import { sha256 } from '../../base/digest.js'
import { inLanguage, type Language } from '../../base/text.js'
import type { Stage } from '../../control/api.js'
import type { Arrival } from '../../model/application.js'
import type { TransportFailure } from '../../model/exchange.js'
import { renderPart } from '../pages/render.js'
import type { WorkspaceState } from '../state.js'
import type { Watches } from './index.js'

/** A part of the page, and by what it is known whether it has changed. */
export interface PagePart {
  readonly id: string
  readonly version: string
  readonly html: string
}

const shownMessages = 5

/** Where the page of a participant's application is. */
export const testPagePath = (participant: string): string => `/test/${participant}`

/** What the page of an application shows now; undefined where no application of this participant is known. */
export function pageParts(
  context: { readonly watches: Watches; state(): WorkspaceState },
  participant: string,
  lang: Language,
): readonly PagePart[] | undefined {
  const shown = context.watches.shown(participant)
  if (!shown) return undefined
  const { watched, stage, latest } = shown
  const part = (id: string, data: object): PagePart => {
    const html = renderPart(`test-${id}`, data, lang)
    return { id, version: sha256(html).slice(0, 16), html }
  }
  return [
    part('todo', { watched, action: testPagePath(participant), ...staged(stage, lang) }),
    part('arrived', { arrivals: latest.map(line) }),
    part('codes', {
      messages: context
        .state()
        .inbox.slice(0, shownMessages)
        .map(({ at, phone, code }) => ({ time: kazakhstanTime(at).time, phone, code })),
    }),
  ]
}

function staged({ awaited, prompt }: Stage, lang: Language): object {
  return {
    ...(awaited ? { awaited: inLanguage(awaited, lang) } : {}),
    ...(prompt
      ? {
          prompt: {
            id: prompt.id,
            lines: inLanguage(prompt.text, lang).split('\n').filter(Boolean),
            buttons: prompt.buttons.map(({ id, text }) => ({ id, text: inLanguage(text, lang) })),
          },
        }
      : {}),
  }
}

/** No value of an exchange is shown: when it came, what was asked, how it was answered. */
function line({ exchange: { at, request, outcome } }: Arrival): object {
  return {
    time: kazakhstanTime(at).time,
    operation: request.operation,
    otherwise: request.method === 'CONNECT' ? 'connection' : 'unknown',
    told: request.inbound?.answered === 'as-told',
    ...('response' in outcome ? { status: outcome.response.status } : failed(outcome.failure)),
  }
}

const inWords = new Set<TransportFailure['kind']>(['reset', 'tls-alert', 'timeout', 'truncated', 'too-large'])

const failed = (failure: TransportFailure): object => ({
  failure: inWords.has(failure.kind) ? failure.kind : 'other',
  ...(failure.kind === 'tls-alert' ? { alert: failure.alert } : {}),
})
