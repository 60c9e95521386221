import { isObject, type Json } from '../base/json.js'
import type { Text } from '../base/text.js'
import type { ContractInForce, Operation } from '../model/contract.js'
import type { Target, TargetClient } from '../model/target.js'
import { rowsOf, type BankAccess } from './bank-access.js'
import { about, green, red, type Diagnoses, type Diagnosis } from './diagnosis.js'
import { causesOf, refused } from './token.js'

/** Traits that a script asks for in one client. */
export interface Wish {
  readonly scenario: string
  readonly has: readonly string[]
}

/** What a trait promises of the bank's list of a client's accounts; other traits promise nothing that a list shows. */
const promises: Readonly<Record<string, { readonly kept: (rows: readonly Json[]) => boolean; readonly text: Text }>> = {
  accounts: {
    kept: (rows) => rows.length >= 1,
    text: { ru: 'хотя бы один счёт', en: 'at least one account' },
  },
  'no-accounts': {
    kept: (rows) => rows.length === 0,
    text: { ru: 'ни одного счёта', en: 'no account' },
  },
  'two-currencies': {
    kept: (rows) => currencies(rows) >= 2,
    text: { ru: 'счета хотя бы в двух валютах', en: 'accounts in at least two currencies' },
  },
}

/** Each combination of traits that scripts ask for has a customer in the target. */
export function* traits(target: Target, wishes: readonly Wish[]): Generator<Diagnosis> {
  if (wishes.length === 0) return
  const combinations = new Map(wishes.map(({ has }) => [[...has].sort().join(', '), has]))
  const lacking = [...combinations].filter(([, has]) => !clientWith(target, has))
  for (const [name, has] of lacking) {
    const scripts = wishes.filter((wish) => [...wish.has].sort().join(', ') === name).map(({ scenario }) => scenario)
    yield red(
      `trait.${has.join('+')}`,
      {
        ru: `Клиенты: нет никого с признаками ${name}; без него не пойдут: ${scripts.join(', ')}`,
        en: `Customers: nobody has ${name}; without such a one these cannot run: ${scripts.join(', ')}`,
      },
      {
        ru: 'Добавьте такого тестового клиента в «customers» файла цели или припишите признак тому, у кого он есть.',
        en: 'Add such a test customer to «customers» of the target file, or the trait to one who has it.',
      },
    )
  }
  if (lacking.length === 0)
    yield green('traits', {
      ru: `Клиенты: есть с каждым нужным признаком (${[...combinations.keys()].join('; ')})`,
      en: `Customers: there is one with every trait that is asked for (${[...combinations.keys()].join('; ')})`,
    })
}

/** Each customer that scripts would take is known to platform and bank, and the bank shows what the traits promise. */
export async function* customers(
  access: BankAccess,
  operation: Operation,
  target: Target,
  contract: ContractInForce,
  wishes: readonly Wish[],
): Diagnoses {
  const wanted = new Set(wishes.flatMap(({ has }) => clientWith(target, has) ?? []))
  for (const client of wanted) yield await customer(access, operation, client, target, contract)
}

async function customer(
  access: BankAccess,
  operation: Operation,
  client: TargetClient,
  target: Target,
  contract: ContractInForce,
): Promise<Diagnosis> {
  const id = `customer.${client.name}`
  const subject = { ru: `Клиент «${client.name}»`, en: `Customer «${client.name}»` }
  const answer = await access.call(operation, client, operation.scopes)
  if (answer.kind === 'not-asked' && answer.problem.code === 'not-found')
    return red(id, about(subject, 'платформа его не знает', 'the platform does not know him or her'), {
      ru: 'Проверьте ИИН или БИН в «customers» файла цели и что платформа знает этого клиента.',
      en: 'Check the IIN or BIN in «customers» of the target file, and that the platform knows this customer.',
    })
  if (answer.kind !== 'answered' || answer.status < 200 || answer.status > 299) {
    const unknown = answer.kind === 'answered' && answer.status === 404
    return refused(id, subject, answer, unknown ? unknownToBank : causesOf(answer, target, contract))
  }
  const rows = rowsOf(answer.body)
  if (!rows)
    return red(id, about(subject, 'в ответе банка нет списка', "there is no list in the bank's answer"), {
      ru: `Сравните ответ с контрактом (операция ${operation.id}).`,
      en: `Compare the answer with the contract (operation ${operation.id}).`,
    })
  const promised = client.has.flatMap((trait) => promises[trait] ?? [])
  const broken = promised.find(({ kept }) => !kept(rows))
  if (!broken)
    return green(
      id,
      about(
        subject,
        `список счетов таков, как обещают признаки (счетов: ${rows.length})`,
        `the bank's list is as the traits promise (accounts: ${rows.length})`,
      ),
    )
  return red(
    id,
    about(
      subject,
      `обещано: ${broken.text.ru}; банк показывает счетов: ${rows.length}, валют: ${currencies(rows)}`,
      `promised: ${broken.text.en}; the bank shows accounts: ${rows.length}, currencies: ${currencies(rows)}`,
    ),
    {
      ru: 'Заведите эти счета в тестовых данных банка или исправьте признаки («has») в файле цели.',
      en: "Open such accounts in the bank's test data, or correct the traits («has») in the target file.",
    },
  )
}

/** How many different ones. */
const currencies = (rows: readonly Json[]): number =>
  new Set(rows.map((row) => (isObject(row) ? row.currency : undefined))).size

const unknownToBank: Text = {
  ru: 'Похоже, банк не знает этого клиента: заведите его в тестовых данных банка (клиент без счетов получает пустой список, а не 404).',
  en: "The bank seems not to know this customer: add him or her to the bank's test data (a customer without accounts gets an empty list, not 404).",
}

const clientWith = ({ clients }: Target, has: readonly string[]): TargetClient | undefined =>
  clients.find((client) => has.every((trait) => client.has.includes(trait)))
