import type { Text } from '../../base/text.js'

/** What `synaq serve` says on the terminal. */
export const words = {
  trial: (url: string): Text => ({
    ru: `Пробный режим работает: ${url}`,
    kk: `Сынақ режимі жұмыс істеп тұр: ${url}`,
    en: `The trial is up: ${url}`,
  }),
  folder: (folder: string): Text => ({
    ru: `База данных и записи лежат в ${folder}. Завершить: Ctrl-C.`,
    kk: `Дерекқор мен жазбалар ${folder} қалтасында. Аяқтау: Ctrl-C.`,
    en: `Database and records lie in ${folder}. Ctrl-C ends it.`,
  }),
}
