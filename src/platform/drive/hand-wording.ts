import { joinTexts, literal, mapText, withInnerQuotes, type Language, type Text } from '../../base/text.js'
import type { AppErrand } from '../../model/application.js'
import type { TargetClient } from '../../model/target.js'
import type { VisitGoal } from '../../model/visit-goals.js'
import { linkWording } from '../link-wording.js'

export interface ErrandWords {
  /** The sandbox's page for the application, which also shows the codes that were «sent» by SMS. */
  readonly pageUrl: string
  /** Data in words, by scope. */
  readonly data: ReadonlyMap<string, Text>
}

/** What stands around everything that a person is asked for at the application. */
export const handWording = {
  heading: { ru: 'Нужен человек у приложения', kk: 'Қосымша алдында адам қажет', en: 'Somebody is needed at the app' },
  enter: {
    ru: 'Когда приложение закончит, удачно или нет, нажмите Enter. Если сделать это нельзя, введите n.',
    kk: 'Қосымша сәтті не сәтсіз аяқтағанда Enter басыңыз. Егер бұл мүмкін болмаса, n енгізіңіз.',
    en: 'When the app has finished, well or not, press Enter. If it cannot be done, type n.',
  },
  yesOrNo: {
    ru: 'Введите «да» или «нет»; если сказать нельзя, «?».',
    kk: '«иә» немесе «жоқ» деп енгізіңіз; айту мүмкін болмаса, «?».',
    en: 'Type yes or no; where it cannot be told, «?».',
  },
  look: {
    ru: 'Посмотрите в приложение и ответьте:',
    kk: 'Қосымшаға қарап, жауап беріңіз:',
    en: 'Look at the app and answer:',
  },
  elsewhere: (page: string): Text => ({
    ru: `Ответить можно и кнопкой на странице песочницы: ${page}`,
    kk: `Құмсалғыш бетіндегі батырмамен де жауап беруге болады: ${page}`,
    en: `A button on the sandbox's page does as well: ${page}`,
  }),
  done: { ru: 'Готово', kk: 'Дайын', en: 'Done' },
  cannot: { ru: 'Сделать нельзя', kk: 'Орындау мүмкін емес', en: 'It cannot be done' },
  yes: { ru: 'Да', kk: 'Иә', en: 'Yes' },
  no: { ru: 'Нет', kk: 'Жоқ', en: 'No' },
  unknown: { ru: 'Сказать нельзя', kk: 'Айту мүмкін емес', en: 'It cannot be told' },
} satisfies Record<string, Text | ((page: string) => Text)>

/** What a person is to do in the application, with whom and what: an order and a line for each fact. */
export function errandWording(errand: AppErrand, words: ErrandWords): Text {
  const { providers } = errand
  const banks = literal(providers.map(({ name }) => `«${name}»`).join(', '))
  const several = providers.length > 1
  const at: Fact = [several ? names.banks : names.bank, banks]
  if (errand.act === 'read')
    return lines(read, [
      at,
      [names.data, dataWords(errand.data, words.data)],
      [names.language, spoken[errand.language]],
    ])
  const { client } = errand
  switch (errand.act) {
    case 'connect':
      return lines(several ? connectSeveral : connectOne, [
        ...whose(client),
        at,
        [names.data, dataWords(errand.scopes, words.data)],
        [names.onThePages, onThePages(client, errand.goal)],
        [names.code, codeAt(client, words.pageUrl)],
      ])
    case 'show':
      return lines(several ? showSeveral : showOne, [...whose(client), at])
    case 'look':
      return lines(look, whose(client))
  }
}

type Fact = readonly [name: Text, value: Text]

function lines(task: Text, facts: readonly Fact[]): Text {
  const each = facts.map(([name, value]) => joinTexts([mapText(name, (n) => `  ${n}:`), value], ' '))
  return mapText(joinTexts([task, ...each], '\n'), withInnerQuotes)
}

const connectOne: Text = {
  ru: 'Подключите в приложении счета клиента в банке, с новым согласием. Если они уже подключены, начните подключение заново.',
  kk: 'Қосымшада клиенттің банктегі шоттарын жаңа келісіммен қосыңыз. Олар қосылып тұрса, қосуды қайта бастаңыз.',
  en: "In the app, link the client's accounts at the bank, with a new consent. If they are linked already, link them anew.",
}

const connectSeveral: Text = {
  ru: 'Подключите в приложении счета клиента в этих банках одним новым согласием. Если они уже подключены, начните подключение заново.',
  kk: 'Қосымшада клиенттің осы банктердегі шоттарын бір жаңа келісіммен қосыңыз. Олар қосылып тұрса, қосуды қайта бастаңыз.',
  en: "In the app, link the client's accounts at these banks with one new consent. If they are linked already, link them anew.",
}

const showOne: Text = {
  ru: 'Откройте в приложении счета клиента в банке и обновите их: счета, остатки и операции до последней страницы.',
  kk: 'Қосымшада клиенттің банктегі шоттарын ашып, жаңартыңыз: шоттар, қалдықтар және соңғы бетіне дейін операциялар.',
  en: "In the app, open the client's accounts at the bank and refresh them: accounts, balances, and transactions to the last page.",
}

const showSeveral: Text = {
  ru: 'Откройте в приложении счета клиента в этих банках и обновите их: счета, остатки и операции до последней страницы.',
  kk: 'Қосымшада клиенттің осы банктердегі шоттарын ашып, жаңартыңыз: шоттар, қалдықтар және соңғы бетіне дейін операциялар.',
  en: "In the app, open the client's accounts at these banks and refresh them: accounts, balances, and transactions to the last page.",
}

const look: Text = {
  ru: 'Откройте в приложении первый экран клиента и ничего не обновляйте.',
  kk: 'Қосымшада клиенттің бірінші экранын ашыңыз, ештеңе жаңартпаңыз.',
  en: "In the app, open the client's first screen and refresh nothing.",
}

const read: Text = {
  ru: 'Откройте в приложении открытые данные этих банков и обновите их до последней страницы.',
  kk: 'Қосымшада осы банктердің ашық деректерін ашып, соңғы бетіне дейін жаңартыңыз.',
  en: "In the app, open these banks' open data and refresh them to the last page.",
}

const spoken: Readonly<Record<Language, Text>> = {
  ru: { ru: 'русский', kk: 'орыс', en: 'Russian' },
  kk: { ru: 'казахский', kk: 'қазақ', en: 'Kazakh' },
  en: { ru: 'английский', kk: 'ағылшын', en: 'English' },
}

const names = {
  client: { ru: 'Клиент', kk: 'Клиент', en: 'Client' },
  iin: { ru: 'ИИН', kk: 'ЖСН', en: 'IIN' },
  bin: { ru: 'БИН', kk: 'БСН', en: 'BIN' },
  phone: { ru: 'Телефон', kk: 'Телефон', en: 'Telephone' },
  actsFor: { ru: 'За компанию действует', kk: 'Компания атынан әрекет етуші', en: 'Who acts for the company' },
  bank: { ru: 'Банк', kk: 'Банк', en: 'Bank' },
  banks: { ru: 'Банки', kk: 'Банктер', en: 'Banks' },
  data: { ru: 'Данные', kk: 'Деректер', en: 'Data' },
  language: { ru: 'Язык приложения', kk: 'Қосымша тілі', en: "The app's language" },
  onThePages: { ru: 'На страницах платформы', kk: 'Платформа беттерінде', en: "On the platform's pages" },
  code: { ru: 'Код из SMS', kk: 'SMS-тегі код', en: 'The code of the SMS' },
} satisfies Record<string, Text>

/** The client by name and number; for a company also who signs in. */
function whose({ name, fullName, iin, phone, has, representative }: TargetClient): Fact[] {
  const company = has.includes('legal-entity')
  return [
    [names.client, literal(fullName ?? name)],
    [company ? names.bin : names.iin, literal(iin)],
    ...(representative
      ? [[names.actsFor, numbers(representative.iin, representative.phone)] as const]
      : [[names.phone, literal(phone)] as const]),
  ]
}

const numbers = (iin: string, phone: string): Text => ({
  ru: `ИИН ${iin}, телефон ${phone}`,
  kk: `ЖСН ${iin}, телефон ${phone}`,
  en: `IIN ${iin}, telephone ${phone}`,
})

function dataWords(scopes: readonly string[], known: ErrandWords['data']): Text {
  return joinTexts(
    scopes.map((scope) => known.get(scope) ?? literal(scope)),
    ', ',
  )
}

function onThePages(client: TargetClient, goal: VisitGoal): Text {
  const name = client.fullName ?? client.name
  const who = client.representative ? linkWording.signInFor(name) : linkWording.signInAs(name)
  return joinTexts([who, linkWording[goal]], ' ')
}

function codeAt({ phone, representative }: TargetClient, page: string): Text {
  const end = (representative?.phone ?? phone).slice(-4)
  return {
    ru: `на номер, который кончается на ${end}; его показывает ${page}`,
    kk: `${end} деп аяқталатын нөмірге келеді; оны ${page} көрсетеді`,
    en: `goes to the number that ends in ${end}; ${page} shows it`,
  }
}
