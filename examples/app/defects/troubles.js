import { backOff, mostRepeats, patiently } from '../patience.js'
import { soundRules as sound } from '../rules.js'
import { meaningOf } from '../trouble.js'

/** Wrong in what is done when the platform cannot or will not answer. */
export const troubleDefects = {
  'storms-when-not-active': {
    ru: 'На ответ «Provider is not active» повторяет запрос десять раз подряд',
    en: 'Repeats a request ten times in a row when told that the provider is not active',
    rules: {
      isPassing: (trouble) => meaningOf(trouble) === 'not-active' || sound.isPassing(trouble),
      pauseBefore: (repeats, trouble, config) => {
        if (meaningOf(trouble) !== 'not-active') return sound.pauseBefore(repeats, trouble, config)
        return repeats < 10 ? 0 : undefined
      },
    },
  },
  'ignores-retry-after': {
    ru: 'После 429 не ждёт столько, сколько сказано в Retry-After',
    en: 'Does not wait as long as Retry-After says',
    rules: {
      pauseBefore: (repeats, _, config) => (repeats < mostRepeats ? backOff(repeats, config) : undefined),
    },
  },
  'retries-without-limit': {
    ru: 'Повторяет запрос без конца (здесь – сорок раз или сорок секунд)',
    en: 'Repeats a request without end (here: forty times or forty seconds)',
    rules: {
      // The pauses still grow, but slowly: otherwise nobody would live to see the end.
      pauseBefore: (repeats, trouble, config, sinceMs) => {
        if (trouble.status === 429) return sound.pauseBefore(repeats, trouble, config)
        return repeats < 40 && sinceMs < 40_000 ? slowlyGrowing(repeats, config) : undefined
      },
      // Ten times here, since the client waits for a page.
      redeem: (oauth, url, journey, dealings) => {
        const rules = {
          isPassing: sound.isPassing,
          pauseBefore: (repeats, _, config) => (repeats < 10 ? slowlyGrowing(repeats, config) : undefined),
        }
        return patiently({ ...dealings, rules }, () => sound.redeem(oauth, url, journey, dealings))
      },
    },
  },
  'retries-without-back-off': {
    ru: 'Повторяет запрос сразу, без паузы',
    en: 'Repeats a request at once, without a pause',
    rules: {
      pauseBefore: (repeats, trouble, config) => {
        const pauseMs = sound.pauseBefore(repeats, trouble, config)
        return pauseMs === undefined || trouble.status === 429 ? pauseMs : 0
      },
    },
  },
  'waits-forever': {
    ru: 'Ждёт ответа без ограничения времени',
    en: 'Waits for an answer without a limit of time',
    rules: { timeLimit: () => undefined },
  },
  'hides-the-guides-sentence': {
    ru: 'На ответ «Provider is not active» вместо фразы Руководства показывает «Ошибка» и код',
    en: 'When the provider is not active shows an error code instead of the sentence of the Guide',
    rules: { notActiveTold: (_, status) => [['alert', `Ошибка ${status}`]] },
  },
}

const slowlyGrowing = (repeats, { retryMs }) => retryMs * (1 + repeats / 20)
