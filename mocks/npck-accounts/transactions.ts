export type Transaction = {
  readonly transactionId: string
  readonly direction: 'credit' | 'debit'
  readonly status: 'BOOK' | 'PDNG'
  /** Two decimals with a point. */
  readonly amount: string
  readonly currency: string
  readonly bookingDateTime: string
  readonly description: string
  readonly counterparty: string
}

const occasions = [
  { direction: 'debit', description: 'Оплата покупки', counterparty: 'ИП «Наурыз»', upTo: 25_000 },
  { direction: 'debit', description: 'Коммунальные услуги', counterparty: 'ТОО «Жарық Энерго»', upTo: 18_000 },
  { direction: 'credit', description: 'Заработная плата', counterparty: 'ТОО «Самғау»', upTo: 350_000 },
  {
    direction: 'debit',
    description: 'Перевод по номеру телефона',
    counterparty: 'Сыздықов Арман Ерболұлы',
    upTo: 60_000,
  },
  { direction: 'credit', description: 'Возврат товара', counterparty: 'ТОО «Дастархан Маркет»', upTo: 12_000 },
  { direction: 'debit', description: 'Проезд', counterparty: 'ТОО «Жол Көлік»', upTo: 3_000 },
] as const

/** Between two transactions, about eleven hours; so 2,500 of them reach back three years. */
const stepMs = 11 * 3600 * 1000 + 7 * 60 * 1000

/**
 * Transactions of an account, newest first, the newest at noon of `lastDay` in Kazakhstan and all after each other.
 * Always the same for the same account: nothing is drawn by lot.
 */
export function makeTransactions(
  account: { readonly accountId: string; readonly currency: string },
  lastDay: string,
  count: number,
): Transaction[] {
  const newest = Date.parse(`${lastDay}T12:00:00+05:00`)
  const seed = parseInt(account.accountId.slice(0, 6), 16)
  return Array.from({ length: count }, (_, index): Transaction => {
    const number = count - index
    const mixed = mix(seed + number)
    const occasion = occasions[mixed % occasions.length] ?? occasions[0]
    return {
      transactionId: `${account.accountId.slice(0, 8)}-${String(number).padStart(6, '0')}`,
      direction: occasion.direction,
      status: index === 0 && count > 1 ? 'PDNG' : 'BOOK',
      amount: money(mixed % (occasion.upTo * 100)),
      currency: account.currency,
      bookingDateTime: new Date(newest - index * stepMs).toISOString(),
      description: occasion.description,
      counterparty: occasion.counterparty,
    }
  })
}

/** Tiyn as text with two decimals; never zero. */
const money = (tiyn: number) => `${Math.floor(tiyn / 100) + 1}.${String(tiyn % 100).padStart(2, '0')}`

/** Spreads neighbouring numbers apart (a 32-bit finaliser). */
function mix(number: number): number {
  let n = number | 0
  n = Math.imul(n ^ (n >>> 16), 0x45d9f3b)
  n = Math.imul(n ^ (n >>> 16), 0x45d9f3b)
  return (n ^ (n >>> 16)) >>> 0
}
