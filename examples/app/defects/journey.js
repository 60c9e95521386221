import * as client from 'openid-client'
import { soundRules as sound } from '../rules.js'

/** Wrong on the way to a consent and back. */
export const journeyDefects = {
  'no-pkce': {
    ru: 'Запрашивает согласие без PKCE',
    en: 'Asks for a consent without PKCE',
    rules: { verifier: () => undefined, challenge: async () => ({}) },
  },
  'plain-pkce': {
    ru: 'Передаёт code_verifier открытым текстом: метод plain вместо S256',
    en: 'Sends its verifier in the clear: method plain instead of S256',
    rules: { challenge: async (verifier) => ({ code_challenge: verifier, code_challenge_method: 'plain' }) },
  },
  'reuses-verifier': {
    ru: 'Для всех согласий один и тот же code_verifier',
    en: 'Has one code_verifier for all consents',
    rules: () => constant('verifier', sound.verifier()),
  },
  'no-state': {
    ru: 'Не передаёт state',
    en: 'Sends no state',
    rules: { state: () => undefined },
  },
  'same-state-every-time': {
    ru: 'Передаёт всегда один и тот же state',
    en: 'Sends the same state every time',
    rules: () => constant('state', sound.state()),
  },
  'ignores-state': {
    ru: 'Не сверяет state, с которым вернулся клиент',
    en: 'Does not compare the state that the client comes back with',
    rules: {
      journeyOf: (session) => session?.journeys.at(-1),
      redeem: redeemWithStateBrought,
    },
  },
  'takes-missing-state': {
    ru: 'Принимает клиента, который вернулся без state',
    en: 'Takes a client who comes back without a state',
    rules: {
      journeyOf: (session, state) => (state === undefined ? session?.journeys.at(-1) : sound.journeyOf(session, state)),
      redeem: redeemWithStateBrought,
    },
  },
  'state-of-any-session': {
    ru: 'Принимает state, который выдан в другом сеансе',
    en: 'Takes a state that was given out in another session',
    rules: () => {
      const given = new Set()
      return {
        state: () => {
          const state = sound.state()
          given.add(state)
          return state
        },
        journeyOf: (session, state) => (given.has(state) ? session?.journeys.at(-1) : undefined),
        redeem: redeemWithStateBrought,
      }
    },
  },
  'no-nonce': {
    ru: 'Не передаёт nonce',
    en: 'Sends no nonce',
    rules: { nonce: () => undefined },
  },
  'same-nonce-every-time': {
    ru: 'Передаёт всегда один и тот же nonce',
    en: 'Sends the same nonce every time',
    rules: () => constant('nonce', sound.nonce()),
  },
  'ignores-iss': {
    ru: 'Не сверяет iss, с которым вернулся клиент: ответ чужого сервера сойдёт за свой',
    en: 'Does not compare the iss that the client comes back with: an answer of another server passes for ours',
    rules: {
      callbackAddress: (url, oauth) => {
        url.searchParams.set('iss', oauth.serverMetadata().issuer)
        return url
      },
    },
  },
  'asks-token-after-decline': {
    ru: 'Запрашивает токен и тогда, когда клиент согласия не дал',
    en: 'Asks for a token although the client gave no consent',
    rules: {
      afterDecline: async (oauth, { origin, pathname }, { verifier }) => {
        const parameters = { code: 'none', redirect_uri: origin + pathname, code_verifier: verifier }
        await client.genericGrantRequest(oauth, 'authorization_code', parameters).catch(() => {})
      },
    },
  },
  'repeats-refused-token': {
    ru: 'Когда в токене отказано, запрашивает его ещё трижды',
    en: 'Asks three times more for a token that was refused',
    rules: {
      redeem: async (...given) => {
        for (let repeats = 0; ; repeats++) {
          try {
            return await sound.redeem(...given)
          } catch (error) {
            if (!(error instanceof client.ResponseBodyError) || repeats === 3) throw error
          }
        }
      },
    },
  },
  'redeems-code-twice': {
    ru: 'Предъявляет один код дважды',
    en: 'Presents one code twice',
    rules: {
      redeem: async (...given) => {
        const tokens = await sound.redeem(...given)
        await sound.redeem(...given).catch(() => {})
        return tokens
      },
    },
  },
}

/** Whatever state the client brought back is the right one. */
function redeemWithStateBrought(oauth, url, journey, dealings) {
  const state = url.searchParams.get('state') ?? undefined
  return sound.redeem(oauth, url, { ...journey, state }, dealings)
}

/** A rule that answers the same every time. */
function constant(rule, value) {
  return { [rule]: () => value }
}
