import type { Language } from '../../base/text.js'

/** How many take rounds, on the grid. */
export const workersText: Readonly<Record<Language, (n: number) => string>> = {
  ru: (n) => (n === 0 ? 'Исполнителей нет: раунды не идут.' : `Исполнителей: ${n}.`),
  kk: (n) => (n === 0 ? 'Орындаушы жоқ: тексеру жүріп жатқан жоқ.' : `Орындаушылар: ${n}.`),
  en: (n) => (n === 0 ? 'No workers: no rounds take place.' : `Workers: ${n}.`),
}
