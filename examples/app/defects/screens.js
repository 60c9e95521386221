/** Wrong in what the client is told of her consent. */
export const screenDefects = {
  'hides-organisations': {
    ru: 'Перед подключением не называет организации, у которых запросит данные',
    en: 'Does not say before the journey which organisations are asked for data',
    rules: { organisationsTold: () => [] },
  },
  'hides-data': {
    ru: 'Перед подключением не говорит, какие данные запросит',
    en: 'Does not say before the journey which data is asked for',
    rules: { dataTold: () => [] },
  },
  'hides-result': {
    ru: 'Не говорит клиенту, чем кончилось подключение',
    en: 'Does not tell the client what came of connecting',
    rules: { resultTold: () => [] },
  },
}
