import { createHash } from 'node:crypto'
import { isObject } from '../base/json.js'
import { requestBody } from '../contract/request-body.js'
import type { Advice } from '../model/finding.js'
import { defineCheck, factMissing, lastExchange, written } from './define.js'

/** `proves-pkce: "${start.request.body.code_challenge}"` — the verifier belongs to the challenge of its request (RFC 7636, 4.6). */
export const provesPkce = defineCheck({
  name: 'proves-pkce',
  version: 1,
  summary: { ru: 'code_verifier доказывает PKCE S256', en: 'code_verifier proves PKCE S256' },
  params: written.describe('the challenge of the request for the consent'),
  looksAt: () => ['arrival'],
  observe(seen, challenge) {
    const last = seen.exchanges.at(-1)
    const body = last && requestBody(last.request)
    const verifier = isObject(body) ? body.code_verifier : undefined
    if (typeof verifier !== 'string' || verifier === '') return { verifier: 'absent' }
    // RFC 7636, section 4.1.
    if (!/^[A-Za-z0-9._~-]{43,128}$/.test(verifier)) return { verifier: 'malformed' }
    const hash = createHash('sha256').update(verifier).digest('base64url')
    return { verifier: hash === seen.resolve(challenge) ? 'right' : 'other' }
  },
  judge(place, _attempt, fact) {
    const last = lastExchange(place)
    if (fact === 'absent') return [factMissing(last?.index)]
    const expected = {
      ru: 'code_verifier, от которого взят code_challenge (S256)',
      en: 'the code_verifier that code_challenge was made of (S256)',
    }
    const at = last ? { exchange: last.index } : {}
    const { actual, advice } = findings[fact.verifier as keyof typeof findings]
    return [{ result: advice ? 'departed' : 'met', expected, actual, ...at, ...(advice ?? {}) }]
  },
})

const absent: Advice = {
  likelyCause: {
    ru: 'PKCE в клиенте OAuth не включён для обмена кода, или верификатор не дожил до него: он хранится не в сеансе клиента.',
    en: "PKCE is not turned on for the exchange of the code, or the verifier was lost before it: it is not kept in the client's session.",
  },
  next: {
    ru: 'Храните code_verifier в сеансе, в котором начат запрос согласия, и передавайте его вместе с кодом.',
    en: 'Keep code_verifier in the session that began the request for the consent, and send it with the code.',
  },
}

const malformed: Advice = {
  likelyCause: {
    ru: 'Верификатор короче 43 знаков или содержит знаки, которых RFC 7636 не допускает, например «+», «/» и «=» из обычного base64.',
    en: 'The verifier is shorter than 43 characters or has some that RFC 7636 does not allow, such as «+», «/» and «=» of plain base64.',
  },
  next: {
    ru: 'Берите 32 случайных байта в base64url без дополнения: выходит 43 знака (RFC 7636, 4.1).',
    en: 'Take 32 random bytes in base64url without padding: they make 43 characters (RFC 7636, 4.1).',
  },
}

const other: Advice = {
  likelyCause: {
    ru: 'Верификатор – от другого запроса, или вызов посчитан иначе: не SHA-256, не от текста верификатора, не в base64url без дополнения.',
    en: 'The verifier belongs to another request, or the challenge was made otherwise: no SHA-256, not of the text of the verifier, not base64url without padding.',
  },
  next: {
    ru: 'Считайте code_challenge как BASE64URL(SHA256(ASCII(code_verifier))) и храните верификатор по state запроса.',
    en: 'Make code_challenge as BASE64URL(SHA256(ASCII(code_verifier))), and keep the verifier under the state of the request.',
  },
}

const findings = {
  right: { actual: { ru: 'подходит', en: 'it fits' }, advice: undefined },
  absent: { actual: { ru: 'code_verifier нет', en: 'no code_verifier' }, advice: absent },
  malformed: { actual: { ru: 'он записан не по RFC 7636', en: 'it is not as RFC 7636 has it' }, advice: malformed },
  other: { actual: { ru: 'он от другого вызова', en: 'it belongs to another challenge' }, advice: other },
}
