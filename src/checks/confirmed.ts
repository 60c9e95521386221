import { z } from 'zod'
import { isObject } from '../base/json.js'
import type { Text } from '../base/text.js'
import type { AttemptEvidence } from '../model/evidence.js'
import { defineCheck, factMissing } from './define.js'

/** `confirmed: true` after a `prompt` — what is seen in the application is as it should be. */
export const confirmed = defineCheck({
  name: 'confirmed',
  version: 1,
  summary: { ru: 'видно то, что должно быть видно', en: 'what is seen is as it should be' },
  params: z.literal(true),
  looksAt: () => ['screen'],
  observe(seen) {
    const { answer, by } = isObject(seen.value) ? seen.value : {}
    return {
      answer: answer === 'yes' || answer === 'no' ? answer : 'unknown',
      by: by === 'screen' ? 'screen' : 'person',
    }
  },
  judge(place, attempt, fact) {
    if (fact === 'absent') return [factMissing(undefined)]
    const expected = expectedText(questionAt(place.step, attempt))
    if (fact.answer === 'yes') {
      const actual =
        fact.by === 'screen'
          ? { ru: 'на экране так и есть', en: 'the screen shows it so' }
          : { ru: 'подтверждено', en: 'confirmed' }
      return [{ result: 'met', expected, actual }]
    }
    if (fact.answer === 'no')
      return fact.by === 'screen'
        ? [{ result: 'departed', expected, actual: onScreenNot, ...ofScreen }]
        : [{ result: 'departed', expected, actual: { ru: 'ответ «нет»', en: 'the answer is «no»' }, ...ofPerson }]
    const actual = { ru: 'подлежит подтверждению: ответить было некому', en: 'to be confirmed: nobody could answer' }
    return [{ result: 'undecided', cause: 'configuration', expected, actual, next: askSomebody }]
  },
})

/** The question that was asked at this step; undefined in a record that does not hold it. */
function questionAt(step: string, { events }: AttemptEvidence): Text | undefined {
  for (const event of events) {
    if (event.type !== 'act' || event.step !== step || event.act !== 'prompt' || !isObject(event.args)) continue
    const { ask } = event.args
    if (isObject(ask) && typeof ask.ru === 'string' && typeof ask.en === 'string') return { ru: ask.ru, en: ask.en }
  }
  return undefined
}

function expectedText(question: Text | undefined): Text {
  return question
    ? { ru: `${question.ru} – да`, en: `${question.en} – yes` }
    : { ru: 'на вопрос отвечено «да»', en: 'the question is answered «yes»' }
}

const onScreenNot: Text = { ru: 'на экране не так', en: 'the screen does not show it so' }

const ofScreen = {
  likelyCause: {
    ru: 'В тексте экрана нет того, что должно там быть, или есть то, чего быть не должно: сообщение не выводится, или прежние данные не убраны.',
    en: 'The text of the screen lacks what has to stand there, or has what must not: the message is not shown, or old data were not removed.',
  },
  next: {
    ru: 'Повторите действие в приложении при том же ответе платформы и сравните экран с вопросом сценария.',
    en: 'Do the same in the application with the same answer of the platform, and compare the screen with the question of the script.',
  },
}

const ofPerson = {
  likelyCause: {
    ru: 'Приложение показывает клиенту другое, чем требуется.',
    en: 'The application shows the client something else than it has to.',
  },
  next: {
    ru: 'Исправьте экран приложения и пройдите сценарий снова.',
    en: 'Mend the screen of the application and go through the script again.',
  },
}

const askSomebody: Text = {
  ru: 'Пройдите сценарий с человеком (app.drive: by-hand) или научите программу-водитель отвечать на вопросы.',
  en: 'Go through the script with a person (app.drive: by-hand), or teach the driver to answer questions.',
}
