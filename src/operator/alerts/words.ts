import { kazakhstanTime, type Instant } from '../../base/clock.js'
import { joinTexts, type Text } from '../../base/text.js'
import type { AlertKind } from '../../model/alert.js'
import type { TestTrouble } from '../../model/round.js'

/** What an alert is called while it is open. */
export const alertTitles: Readonly<Record<AlertKind, Text>> = {
  departs: {
    ru: 'API отвечает не по требованиям',
    kk: 'API талаптарға сай жауап бермейді',
    en: 'The API departs from the requirements',
  },
  down: { ru: 'API не отвечает', kk: 'API жауап бермейді', en: 'The API does not answer' },
  limited: {
    ru: 'API переведён в ограниченный режим',
    kk: 'API шектеулі режимге көшірілді',
    en: 'The API was put into limited mode',
  },
  'taken-off': {
    ru: 'API снят с публикации',
    kk: 'API жариялаудан алынды',
    en: 'The API was taken off publication',
  },
  proposal: {
    ru: 'Решение ждёт второго лица',
    kk: 'Шешім екінші тұлғаның растауын күтуде',
    en: 'A decision waits for a second person',
  },
  target: { ru: 'API не удаётся проверять', kk: 'API-ді тексеру мүмкін болмай тұр', en: 'The API cannot be probed' },
  order: {
    ru: 'Платформа не исполнила решение',
    kk: 'Платформа шешімді орындамады',
    en: 'The platform did not take a decision',
  },
  control: {
    ru: 'Не проходит контроль в песочнице: причина у нас',
    kk: 'Құмсалғыштағы бақылау өтпей тұр: себеп бізде',
    en: 'The control in the sandbox fails: the cause is ours',
  },
  'common-cause': {
    ru: 'Отказывают сразу многие участники: причина у нас',
    kk: 'Бірден көп қатысушыда ақау шықты: себеп бізде',
    en: 'Many participants fail at once: the cause is ours',
  },
  worker: { ru: 'Пропал исполнитель проверок', kk: 'Тексеру орындаушысы жоғалды', en: 'A worker is lost' },
  scheduler: {
    ru: 'Планировщик проверок молчит',
    kk: 'Тексеру жоспарлаушысы үнсіз',
    en: 'The scheduler is silent',
  },
  missed: {
    ru: 'Слишком много проверок пропущено по нашей вине',
    kk: 'Біздің кінәмізден тым көп тексеру өткізілмей қалды',
    en: 'Too many rounds were missed by our own fault',
  },
  undelivered: {
    ru: 'Не доходят сообщения о тревогах',
    kk: 'Дабыл туралы хабарлар жетпей жатыр',
    en: 'Messages of alerts do not arrive',
  },
}

/** What is told when it is over. */
export const closedTitles: Readonly<Record<AlertKind, Text>> = {
  departs: {
    ru: 'API снова отвечает по требованиям',
    kk: 'API қайтадан талаптарға сай жауап береді',
    en: 'The API meets the requirements again',
  },
  down: { ru: 'API снова отвечает', kk: 'API қайтадан жауап береді', en: 'The API answers again' },
  limited: {
    ru: 'Ограниченный режим API снят',
    kk: 'API-дің шектеулі режимі алынды',
    en: 'The API is out of limited mode',
  },
  'taken-off': {
    ru: 'API возвращён на публикацию',
    kk: 'API жариялауға қайтарылды',
    en: 'The API was put back on publication',
  },
  proposal: {
    ru: 'Решение больше не ждёт второго лица',
    kk: 'Шешім енді екінші тұлғаны күтпейді',
    en: 'The decision waits no longer',
  },
  target: { ru: 'API снова проверяется', kk: 'API қайтадан тексеріледі', en: 'The API is probed again' },
  order: { ru: 'Платформа исполнила решение', kk: 'Платформа шешімді орындады', en: 'The platform took the decision' },
  control: {
    ru: 'Контроль в песочнице снова проходит',
    kk: 'Құмсалғыштағы бақылау қайтадан өтеді',
    en: 'The control in the sandbox passes again',
  },
  'common-cause': {
    ru: 'Общий отказ участников закончился',
    kk: 'Қатысушылардың ортақ ақауы аяқталды',
    en: 'Participants no longer fail together',
  },
  worker: {
    ru: 'Пропавшего исполнителя больше не ждут: есть замена или прошли сутки',
    kk: 'Жоғалған орындаушыны енді күтпейді: орнына басқасы келді не бір тәулік өтті',
    en: 'The lost worker is no longer waited for: it was replaced, or a day went by',
  },
  scheduler: {
    ru: 'Планировщик проверок снова работает',
    kk: 'Тексеру жоспарлаушысы қайтадан жұмыс істейді',
    en: 'The scheduler is at work again',
  },
  missed: {
    ru: 'Проверки снова проходят вовремя',
    kk: 'Тексерулер қайтадан уақытында өтеді',
    en: 'Rounds take place in time again',
  },
  undelivered: {
    ru: 'Сообщения о тревогах снова доходят',
    kk: 'Дабыл туралы хабарлар қайтадан жетеді',
    en: 'Messages of alerts arrive again',
  },
}

/** Date and time in Kazakhstan, to the minute. */
export function moment(at: Instant): string {
  const { date, time } = kazakhstanTime(at)
  return `${date} ${time.slice(0, 5)}`
}

/** Failed tests that are named; the page has them all. */
const mostNamed = 3

/** What is known of a trouble when it is seen. */
export const whys = {
  departs: (passed: number, tests: number, trouble: readonly TestTrouble[]): Text => {
    const failed = trouble.filter(({ outcome }) => outcome === 'fail').map(({ title }) => title)
    const names = joinTexts(failed.slice(0, mostNamed), '; ')
    const more = failed.length > mostNamed ? ' …' : ''
    return {
      ru: `Пройдено тестов ${passed} из ${tests}. Расхождения: ${names.ru}${more}`,
      kk: `${tests} тесттің ${passed}-і өтті. Ауытқулар: ${names.kk ?? names.ru}${more}`,
      en: `${passed} of ${tests} tests passed. Departures: ${names.en}${more}`,
    }
  },
  down: (onset: Instant, rounds: number): Text => ({
    ru: `Ни одного ответа с ${moment(onset)}, раундов подряд: ${rounds}.`,
    kk: `${moment(onset)} бері бірде-бір жауап жоқ, қатарынан ${rounds} кезең.`,
    en: `No answer at all since ${moment(onset)}, ${rounds} rounds in a row.`,
  }),
  commonCause: (participants: number, since: Instant): Text => ({
    ru: `С ${moment(since)} стали отказывать разные участники: ${participants}. В вину им это не ставится. Проверьте нашу сеть, часы и сертификаты.`,
    kk: `${moment(since)} бастап ${participants} түрлі қатысушыда ақау шықты. Бұл олардың кінәсі саналмайды. Біздің желіні, сағатты және сертификаттарды тексеріңіз.`,
    en: `${participants} different participants began to fail since ${moment(since)}. It is not charged to them. Look at our network, clocks and certificates.`,
  }),
  control: (system: string, at: Instant, trouble: readonly TestTrouble[]): Text => {
    const names = joinTexts(
      trouble.slice(0, mostNamed).map(({ title }) => title),
      '; ',
    )
    return {
      ru: `${system}, ${moment(at)}. Раунды рядом с этим контролем никому в вину не ставятся. Не прошли: ${names.ru}`,
      kk: `${system}, ${moment(at)}. Осы бақылаумен қатар өткен кезеңдер ешкімнің кінәсі саналмайды. Өтпегендері: ${names.kk ?? names.ru}`,
      en: `${system}, ${moment(at)}. Rounds beside this control are charged to nobody. These failed: ${names.en}`,
    }
  },
  order: (decision: number, since: Instant, tries: number, givenUp: boolean, error: string): Text => ({
    ru: `Решение ${decision} не передано с ${moment(since)}, попыток: ${tries}${givenUp ? ', больше не отправляется: на странице API есть кнопка «Отправить ещё раз»' : ''}. Ответ: ${error}`,
    kk: `${decision}-шешім ${moment(since)} бері жеткізілмеді, әрекет саны: ${tries}${givenUp ? ', енді жіберілмейді: API бетінде «Қайта жіберу» түймесі бар' : ''}. Жауап: ${error}`,
    en: `Decision ${decision} is not told since ${moment(since)}, tries: ${tries}${givenUp ? ', and is sent no more: the page of the API has a button «Send again»' : ''}. Answer: ${error}`,
  }),
  worker: (id: string, host: string, seen: Instant): Text => ({
    ru: `${id} на ${host} не отзывается с ${moment(seen)}. Его раунды отданы другим исполнителям, если они есть.`,
    kk: `${host} машинасындағы ${id} ${moment(seen)} бері үн қатпайды. Оның кезеңдері басқа орындаушыларға берілді, егер олар болса.`,
    en: `${id} on ${host} is not heard of since ${moment(seen)}. Its rounds went to other workers, if there are any.`,
  }),
  scheduler: (apis: number, since: Instant): Text => ({
    ru: `Время раунда прошло, а его никто не открыл: API ${apis}, самый давний с ${moment(since)}.`,
    kk: `Кезең уақыты өтіп кетті, бірақ оны ешкім ашпады: ${apis} API, ең ескісі ${moment(since)} бері.`,
    en: `Rounds are due and nobody opens them: ${apis} APIs, the oldest since ${moment(since)}.`,
  }),
  missed: (missed: number, all: number): Text => ({
    ru: `За последний час по нашей вине пропущено раундов ${missed} из ${all}.`,
    kk: `Соңғы бір сағатта ${all} кезеңнің ${missed}-і біздің кінәмізден өткізілмей қалды.`,
    en: `${missed} of ${all} rounds of the last hour were missed by our own fault.`,
  }),
  undelivered: (receiver: string, since: Instant, error: string): Text => ({
    ru: `Получатель «${receiver}» не получает сообщений с ${moment(since)}: ${error}`,
    kk: `«${receiver}» алушысы ${moment(since)} бері хабар алмайды: ${error}`,
    en: `The receiver «${receiver}» gets no messages since ${moment(since)}: ${error}`,
  }),
}
