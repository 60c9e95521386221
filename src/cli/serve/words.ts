import type { Text } from '../../base/text.js'

/** What `synaq serve` says on the terminal. */
export const words = {
  trial: (url: string): Text => ({
    ru: `Пробный режим работает: ${url}`,
    kk: `Сынақ режимі жұмыс істеп тұр: ${url}`,
    en: `The trial is up: ${url}`,
  }),
  up: (url: string): Text => ({
    ru: `Страница оператора: ${url}`,
    kk: `Оператордың беті: ${url}`,
    en: `The operator's page: ${url}`,
  }),
  worker: (id: string): Text => ({
    ru: `Исполнитель ${id} принимает раунды. Завершить: Ctrl-C.`,
    kk: `${id} орындаушысы тексеру кезеңдерін қабылдап жатыр. Аяқтау: Ctrl-C.`,
    en: `The worker ${id} takes rounds. Ctrl-C ends it.`,
  }),
  tokens: {
    ru: 'Страница спрашивает токен: `synaq token new ИМЯ` выдаёт его.',
    kk: 'Бет токен сұрайды: оны `synaq token new АТАУ` береді.',
    en: 'The page asks for a token: `synaq token new NAME` issues one.',
  },
  folder: (folder: string): Text => ({
    ru: `База данных и записи лежат в ${folder}. Завершить: Ctrl-C.`,
    kk: `Дерекқор мен жазбалар ${folder} қалтасында. Аяқтау: Ctrl-C.`,
    en: `Database and records lie in ${folder}. Ctrl-C ends it.`,
  }),
}
