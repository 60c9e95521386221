import { openDataTexts } from './open-data/wording.js'

/** What the pages say, in the languages of their readers. `{name}` is filled in. */
const texts = {
  language: { ru: 'Русский', kk: 'Қазақша', en: 'English' },
  'home.title': { ru: 'Ваши счета', kk: 'Шоттарыңыз', en: 'Your accounts' },
  'home.sign-in': {
    ru: 'Назовите себя, чтобы увидеть свои счета в разных банках.',
    kk: 'Әртүрлі банктегі шоттарыңызды көру үшін өзіңізді атаңыз.',
    en: 'Say who you are to see your accounts at different banks.',
  },
  'home.none': {
    ru: 'Здесь пока нет ни одного счёта: вы не дали согласия на получение данных.',
    kk: 'Әзірге мұнда бірде-бір шот жоқ: деректерді алуға келісім бермегенсіз.',
    en: 'There are no accounts here yet: you have not given consent to receive your data.',
  },
  'home.nothing-shown': {
    ru: 'Счета подключены. Данные ещё не запрошены.',
    kk: 'Шоттар қосылды. Деректер әлі сұралған жоқ.',
    en: 'Accounts are connected. No data has been asked for yet.',
  },
  'home.as-of': { ru: 'По состоянию на {at}', kk: '{at} жағдайы бойынша', en: 'As of {at}' },
  'home.connect': { ru: 'Подключить счета', kk: 'Шоттарды қосу', en: 'Connect accounts' },
  'home.choose-banks': { ru: 'В каких банках', kk: 'Қай банктерде', en: 'At which banks' },
  'home.choose-data': { ru: 'Какие данные', kk: 'Қандай деректер', en: 'Which data' },
  'home.refresh': { ru: 'Показать счета: {name}', kk: 'Шоттарды көрсету: {name}', en: 'Show accounts: {name}' },
  'client.name': { ru: 'Имя или наименование', kk: 'Аты-жөні немесе атауы', en: 'Name' },
  'client.iin': { ru: 'ИИН или БИН', kk: 'ЖСН немесе БСН', en: 'IIN or BIN' },
  'client.enter': { ru: 'Войти', kk: 'Кіру', en: 'Enter' },
  'client.leave': { ru: 'Сменить клиента', kk: 'Клиентті ауыстыру', en: 'Another client' },
  'client.wrong': {
    ru: 'ИИН или БИН – двенадцать цифр.',
    kk: 'ЖСН немесе БСН – он екі цифр.',
    en: 'An IIN or BIN has twelve digits.',
  },
  'client.for': { ru: 'Клиент: {name}', kk: 'Клиент: {name}', en: 'Client: {name}' },
  'before.title': { ru: 'Подключение счетов', kk: 'Шоттарды қосу', en: 'Connecting accounts' },
  'before.organisations': {
    ru: 'Данные будут запрошены у организаций:',
    kk: 'Деректер мына ұйымдардан сұралады:',
    en: 'Data will be requested from these organisations:',
  },
  'before.data': {
    ru: 'Будут запрошены данные:',
    kk: 'Мына деректер сұралады:',
    en: 'This data will be requested:',
  },
  'before.next': {
    ru: 'Дальше вы перейдёте на страницы платформы, подтвердите личность и решите, давать ли согласие.',
    kk: 'Әрі қарай платформа беттеріне өтіп, жеке басыңызды растайсыз және келісім беру-бермеуді шешесіз.',
    en: 'You will go on to the pages of the platform, confirm who you are and decide whether to give consent.',
  },
  'before.continue': { ru: 'Продолжить', kk: 'Жалғастыру', en: 'Continue' },
  'scope.accounts': { ru: 'список счетов', kk: 'шоттар тізімі', en: 'list of accounts' },
  'scope.account_balance': { ru: 'остатки', kk: 'қалдықтар', en: 'balances' },
  'scope.account_transactions': { ru: 'операции', kk: 'операциялар', en: 'transactions' },
  'result.title': { ru: 'Результат подключения', kk: 'Қосу нәтижесі', en: 'Result of connecting' },
  'result.linked': {
    ru: 'Согласие получено, счета подключены.',
    kk: 'Келісім алынды, шоттар қосылды.',
    en: 'Consent was given, the accounts are connected.',
  },
  'result.declined': {
    ru: 'Согласие не дано, счета не подключены.',
    kk: 'Келісім берілмеді, шоттар қосылмады.',
    en: 'Consent was not given, no accounts are connected.',
  },
  'result.not-trusted': {
    ru: 'Ответ платформы не прошёл проверку. Счета не подключены, попробуйте ещё раз.',
    kk: 'Платформа жауабы тексерістен өтпеді. Шоттар қосылмады, қайталап көріңіз.',
    en: 'The answer of the platform did not pass the checks. No accounts are connected; try again.',
  },
  'result.another-session': {
    ru: 'Этот ответ предназначен для другого входа. Счета не подключены, начните подключение заново.',
    kk: 'Бұл жауап басқа кіруге арналған. Шоттар қосылмады, қосуды қайта бастаңыз.',
    en: 'This answer belongs to another session. No accounts are connected; start again.',
  },
  'result.not-served': {
    ru: 'Юридические лица здесь не обслуживаются. Счета не подключены.',
    kk: 'Мұнда заңды тұлғаларға қызмет көрсетілмейді. Шоттар қосылмады.',
    en: 'Companies are not served here. No accounts are connected.',
  },
  'result.failed': {
    ru: 'Платформа не выдала доступ. Счета не подключены, попробуйте ещё раз.',
    kk: 'Платформа рұқсат бермеді. Шоттар қосылмады, қайталап көріңіз.',
    en: 'The platform did not grant access. No accounts are connected; try again.',
  },
  'result.none': {
    ru: 'Подключение не начато.',
    kk: 'Қосу басталған жоқ.',
    en: 'Nothing was started.',
  },
  'accounts.title': { ru: 'Счета', kk: 'Шоттар', en: 'Accounts' },
  'accounts.none': {
    ru: 'Счетов в этом банке нет.',
    kk: 'Бұл банкте шоттар жоқ.',
    en: 'There are no accounts at this bank.',
  },
  'accounts.closed': { ru: 'закрыт', kk: 'жабық', en: 'closed' },
  'accounts.blocked': { ru: 'заблокирован', kk: 'бұғатталған', en: 'blocked' },
  'accounts.balance': { ru: 'Остаток', kk: 'Қалдық', en: 'Balance' },
  'balance.InterimAvailable': { ru: 'Доступно', kk: 'Қолжетімді', en: 'Available' },
  'balance.InterimBooked': { ru: 'Проведено', kk: 'Өткізілген', en: 'Booked' },
  'balance.ClosingBooked': { ru: 'На конец дня', kk: 'Күн соңына', en: 'At the end of the day' },
  'accounts.transactions': { ru: 'Операций: {count}', kk: 'Операциялар: {count}', en: 'Transactions: {count}' },
  'accounts.no-balance': {
    ru: 'Согласие не охватывает остатки.',
    kk: 'Келісім қалдықтарды қамтымайды.',
    en: 'The consent does not cover balances.',
  },
  'accounts.no-transactions': {
    ru: 'Согласие не охватывает операции.',
    kk: 'Келісім операцияларды қамтымайды.',
    en: 'The consent does not cover transactions.',
  },
  'why.no-consent': {
    ru: 'Нет действующего согласия. Чтобы увидеть счета, дайте новое согласие.',
    kk: 'Қолданыстағы келісім жоқ. Шоттарды көру үшін жаңа келісім беріңіз.',
    en: 'There is no consent in force. Give a new consent to see the accounts.',
  },
  'why.consent-gone': {
    ru: 'Согласие больше не действует, полученные данные удалены. Чтобы снова увидеть счета, дайте новое согласие.',
    kk: 'Келісім енді қолданылмайды, алынған деректер жойылды. Шоттарды қайта көру үшін жаңа келісім беріңіз.',
    en: 'The consent is no longer in force, and the data has been deleted. Give a new consent to see the accounts again.',
  },
  'why.not-connected': {
    ru: 'Согласие не относится к этому банку. Чтобы увидеть счета в нём, дайте новое согласие.',
    kk: 'Келісім бұл банкке қатысты емес. Ондағы шоттарды көру үшін жаңа келісім беріңіз.',
    en: 'The consent does not name this bank. Give a new consent to see the accounts there.',
  },
  'why.not-covered': {
    ru: 'Согласие не охватывает список счетов. Чтобы увидеть счета, дайте новое согласие.',
    kk: 'Келісім шоттар тізімін қамтымайды. Шоттарды көру үшін жаңа келісім беріңіз.',
    en: 'The consent does not cover the list of accounts. Give a new consent to see the accounts.',
  },
  // The Guide's own words (37); the other languages say the same beside them.
  'why.not-active': {
    ru: 'Технологические работы на стороне Участника-контрагента. Попробуйте повторить операцию через некоторое время',
    kk: 'Контрагент-Қатысушы тарапында технологиялық жұмыстар жүріп жатыр. Операцияны біраз уақыттан кейін қайталап көріңіз',
    en: 'Maintenance on the side of the counterparty Participant. Try the operation again after a while',
  },
  'why.busy': {
    ru: 'Слишком много запросов. Повторите позже.',
    kk: 'Сұраулар тым көп. Кейінірек қайталаңыз.',
    en: 'There are too many requests. Try again later.',
  },
  'why.unavailable': {
    ru: 'Банк сейчас не отвечает. Повторите позже.',
    kk: 'Банк қазір жауап бермейді. Кейінірек қайталаңыз.',
    en: 'The bank does not answer now. Try again later.',
  },
  'why.insecure': {
    ru: 'Защищённое соединение установить не удалось, данные не запрошены.',
    kk: 'Қорғалған байланыс орнату мүмкін болмады, деректер сұралған жоқ.',
    en: 'No secure connection could be made, and no data was asked for.',
  },
  'why.unusable': {
    ru: 'Банк прислал ответ, который нельзя прочитать. Данные не показаны.',
    kk: 'Банк оқуға келмейтін жауап жіберді. Деректер көрсетілмеді.',
    en: 'The bank sent an answer that cannot be read. No data is shown.',
  },
  'why.refused': {
    ru: 'Запросы к этому банку сейчас не принимаются. Ваше согласие действует.',
    kk: 'Бұл банкке сұраулар қазір қабылданбайды. Келісіміңіз күшінде.',
    en: 'Requests to this bank are not taken now. Your consent is in force.',
  },
  'why.failed': {
    ru: 'Получить данные не удалось. Повторите позже.',
    kk: 'Деректерді алу мүмкін болмады. Кейінірек қайталаңыз.',
    en: 'The data could not be had. Try again later.',
  },
  'why.no-client': { ru: 'Клиент не найден.', kk: 'Клиент табылмады.', en: 'The client was not found.' },
  'old.title': { ru: 'Полученные ранее данные', kk: 'Бұрын алынған деректер', en: 'Data received earlier' },
  'error.title': { ru: 'Что-то пошло не так', kk: 'Бірдеңе дұрыс болмады', en: 'Something went wrong' },
  'error.internal': {
    ru: 'Приложение не справилось. Мы уже знаем об этом.',
    kk: 'Қосымша орындай алмады. Біз бұл туралы білеміз.',
    en: 'The application failed. We know of it already.',
  },
  'error.not-found': { ru: 'Такой страницы нет.', kk: 'Мұндай бет жоқ.', en: 'There is no such page.' },
  'to-start': { ru: 'В начало', kk: 'Басына', en: 'To the start' },
  'to-accounts': { ru: 'К счетам', kk: 'Шоттарға', en: 'To the accounts' },
  ...openDataTexts,
}

/** Whether there is a text of this name. */
export const hasWording = (id) => Object.hasOwn(texts, id)

export const languages = ['ru', 'kk', 'en']

/** A text in a language, with its gaps filled. */
export function wording(language, id, gaps = {}) {
  const text = texts[id]?.[language]
  if (text === undefined) throw new RangeError(`there is no text ${id} in ${language}`)
  return text.replace(/\{(\w+)\}/g, (_, name) => String(gaps[name]))
}
