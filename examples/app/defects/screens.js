/** Wrong in what the client is told. */
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
  'hides-the-guides-sentence': {
    ru: 'На ответ «Provider is not active» вместо фразы Руководства показывает «Ошибка» и код',
    en: 'When the provider is not active shows an error code instead of the sentence of the Guide',
    rules: { notActiveTold: (_, status) => [['alert', `Ошибка ${status}`]] },
  },
}
