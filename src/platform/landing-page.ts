import { inLanguage, type Language, type Text } from '../base/text.js'

/** A page that a person sees where the platform sends the browser. */
interface Landing {
  readonly status: number
  readonly title: Text
  readonly text: Text
}

export const landings = {
  done: {
    status: 200,
    title: { ru: 'Готово, можно закрыть', kk: 'Дайын, жабуға болады', en: 'Done, you can close this' },
    text: {
      ru: 'Ответ платформы получен, испытания продолжаются.',
      kk: 'Платформаның жауабы алынды, сынақ жалғасуда.',
      en: "The platform's answer has come, the tests go on.",
    },
  },
  empty: {
    status: 400,
    title: {
      ru: 'Здесь пока нечего принять',
      kk: 'Мұнда әзірге қабылдайтын ештеңе жоқ',
      en: 'There is nothing to take yet',
    },
    text: {
      ru: 'В адресе нет ответа платформы: ни code, ни error. Пройдите страницы платформы до конца.',
      kk: 'Мекенжайда платформаның жауабы жоқ: code та, error да жоқ. Платформа беттерін соңына дейін өтіңіз.',
      en: "The address has no answer of the platform, neither code nor error. Walk the platform's pages to the end.",
    },
  },
  elsewhere: {
    status: 404,
    title: { ru: 'Такой страницы нет', kk: 'Мұндай бет жоқ', en: 'There is no such page' },
    text: {
      ru: 'Здесь ждут только возврата с платформы.',
      kk: 'Мұнда тек платформадан оралу күтіледі.',
      en: 'Only the return from the platform is awaited here.',
    },
  },
  method: {
    status: 405,
    title: { ru: 'Так нельзя', kk: 'Бұлай болмайды', en: 'Not this way' },
    text: {
      ru: 'Возврат с платформы принимается только методом GET.',
      kk: 'Платформадан оралу тек GET әдісімен қабылданады.',
      en: 'The return from the platform is taken by the method GET only.',
    },
  },
} satisfies Record<string, Landing>

/** The page as HTML, without scripts; `error` is what the platform answered instead of a code. */
export function landingPage({ title, text }: Landing, language: Language, error?: string): string {
  const heading = escaped(inLanguage(title, language))
  const answer = error === undefined ? '' : `\n<p><code>${escaped(error.slice(0, 200))}</code></p>`
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${heading}</title></head>
<body>
<h1>${heading}</h1>
<p>${escaped(inLanguage(text, language))}</p>${answer}
</body>
</html>
`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
