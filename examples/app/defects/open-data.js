import { TextDecoder } from 'node:util'
import { soundRules as sound } from '../rules.js'

/** Wrong in how open data are read, kept and shown. */
export const openDataDefects = {
  'ignores-language': {
    ru: 'Всегда просит данные по-русски, какой бы язык ни выбрал читатель',
    en: 'Always asks for Russian, whatever language the reader has chosen',
    rules: { acceptLanguage: () => 'ru' },
  },
  'mangles-letters': {
    ru: 'Читает ответ не в UTF-8: вместо казахских букв мусор',
    en: 'Does not read the answer as UTF-8: Kazakh letters come out as rubbish',
    rules: { decoded: (bytes) => new TextDecoder('windows-1251').decode(bytes) },
  },
  'never-asks-whether-changed': {
    ru: 'Каждый раз запрашивает всё заново, не спрашивая, изменились ли данные',
    en: 'Asks for everything anew each time, never whether the data have changed',
    rules: { condition: () => ({}) },
  },
  'one-copy-for-all-languages': {
    ru: 'Хранит одну копию на все языки и на 304 показывает её',
    en: 'Keeps one copy for all languages, and shows it on a 304',
    rules: { copyKey: ({ provider, url }) => sound.copyKey({ provider, url, language: 'any' }) },
  },
  'takes-any-304': {
    ru: 'На 304 показывает свою копию, хотя ответ говорит о другой',
    en: 'Shows its copy on a 304 that speaks of another one',
    rules: { isOfCopy: (_, copy) => copy !== undefined },
  },
  'keeps-broken-copy': {
    ru: 'Хранит как копию и ответ, который не удалось прочитать, и на 304 возвращается к нему',
    en: 'Keeps as its copy an answer that could not be read, and comes back to it on a 304',
    rules: {
      kept: (copies, key, answer, read) => {
        copies.keep(key, answer)
        return read(answer)
      },
    },
  },
  'takes-data-of-another-bank': {
    ru: 'Не смотрит, чьи данные пришли, и показывает их под именем того банка, который спрошен',
    en: 'Does not look whose data came, and shows them under the name of the bank that was asked',
    rules: { isOfBank: () => true },
  },
  'hides-last-update': {
    ru: 'Не показывает, на какой момент данные',
    en: 'Does not show the time that the data are of',
    rules: { lastUpdateTold: () => [] },
  },
  'shows-stale-as-fresh': {
    ru: 'Устаревшие данные показывает без пометки',
    en: 'Shows data that are out of date without saying so',
    rules: { staleTold: () => [] },
  },
  'shows-impossible-rates': {
    ru: 'Показывает курс, которого не может быть',
    en: 'Shows an exchange rate that cannot be',
    rules: { isPlausible: unlessOf('exchange-rates') },
  },
  'shows-impossible-places': {
    ru: 'Показывает отделения и банкоматы за пределами страны и планеты',
    en: 'Shows branches and machines outside of the country and of the planet',
    rules: { isPlausible: unlessOf('branches', 'atms') },
  },
  'shows-impossible-terms': {
    ru: 'Показывает ставки и сроки, которых не может быть',
    en: 'Shows interest rates and terms that cannot be',
    rules: { isPlausible: unlessOf('products') },
  },
}

/** These data are believed whatever they say. */
function unlessOf(...believed) {
  return (what, item) => believed.includes(what) || sound.isPlausible(what, item)
}
