import { describe, expect, test } from '@jest/globals'
import { TestTerminal } from '../../tests/support/terminal.js'
import type { Language } from '../base/text.js'
import type { PlatformAct } from '../model/act.js'
import type { TargetClient } from '../model/target.js'
import { byHandActs } from './hand-acts.js'

const consentId = '3f2b8c1e-5d47-4a90-9c61-0e7a4b8d2f15'
const anna: TargetClient = { name: 'anna', has: [], iin: '960440000151', phone: '+77010000001' }
const grant = {
  act: 'grant-consent',
  iin: anna.iin,
  scopes: ['accounts', 'account_balance'],
  providers: ['ABCD01'],
  by: 'USER01',
} as const

/** Performs an act; between two looks at the clock 90 seconds go by. */
async function perform(
  act: PlatformAct,
  answers: readonly string[],
  { language = 'ru', signal }: { language?: Language; signal?: AbortSignal } = {},
) {
  const terminal = new TestTerminal(...answers)
  let ticks = 0
  const clock = { now: () => '2026-11-22T07:42:00.000Z', ticks: () => (ticks += 90_000) }
  const acts = byHandActs(terminal, { language, clients: [anna], clock, ...(signal ? { signal } : {}) })
  const result = await acts.perform(act).then(
    (value): unknown => value,
    (error: unknown) => (error as { problems: readonly { code: string }[] }).problems[0]?.code,
  )
  return { result, shown: terminal.shown }
}

describe('a person in the cabinet', () => {
  test('is told what to do, with the name of the client and never the IIN', async () => {
    const { result, shown } = await perform(grant, [consentId])
    expect(result).toEqual({ consentId })
    expect(shown).toBe(
      [
        '',
        '── Нужен оператор платформы ──',
        'Оформите в кабинете оператора согласие от имени клиента:',
        '  Клиент:        anna',
        '  Данные:        accounts, account_balance',
        '  У кого данные: ABCD01',
        '  Кому:          USER01',
        'Введите номер согласия (UUID).',
        'Если сделать это нельзя, введите n.',
        '> ',
      ].join('\n'),
    )
  })

  test('sees only the end of the number of a client that the target does not know', async () => {
    const { shown } = await perform({ ...grant, iin: '860101300123' }, [consentId])
    expect(shown).toContain('…0123')
    expect(shown).not.toContain('860101300123')
  })

  test('is asked again until the answer is one', async () => {
    const { result, shown } = await perform(grant, ['', 'anna', consentId])
    expect(result).toEqual({ consentId })
    expect(shown.match(/Это не номер согласия/g)).toHaveLength(2)
  })

  test('types the state that was before, as a number or a word', async () => {
    const act = { act: 'participant-state', participant: 'ABCD01', state: 'blocked' } as const
    const { result, shown } = await perform(act, ['0', '1'], { language: 'en' })
    expect(result).toEqual({ before: 'registered' })
    expect(shown).toContain('Participant: ABCD01')
    expect(shown).toContain('New state:   blocked')
    expect(shown).toContain('4 – unregistered')
    expect((await perform(act, ['Not-Accredited'])).result).toEqual({ before: 'not-accredited' })
  })

  test('is told what is left of a consent', async () => {
    const act = { act: 'narrow-consent', consentId, scopes: ['accounts'] } as const
    const { result, shown } = await perform(act, [''])
    expect(result).toEqual({})
    expect(shown).toContain('чтобы в нём остались только эти данные')
    expect(shown).toContain('accounts\n')
  })

  test('types whether the limited mode was on', async () => {
    const act = { act: 'limited-mode', participant: 'ABCD01', on: true } as const
    expect((await perform(act, ['1'])).result).toEqual({ before: true })
    const off = await perform({ ...act, on: false }, ['off'], { language: 'kk' })
    expect(off.result).toEqual({ before: false })
    expect(off.shown).toContain('шектеулі қолжетімділік режимін өшіріңіз')
  })

  test('registers a participant, and types the identifier that it was given', async () => {
    const application = {
      clientId: 'app',
      name: 'unregistered',
      redirectUri: 'https://x.example',
      jwk: { kty: 'EC', x: 'public' },
      thumbprint: 't'.repeat(43),
    }
    const act = {
      act: 'register-participant',
      name: 'ТОО «Новый»',
      bin: '260840000080',
      roles: ['user'],
      application,
    } as const
    const { result, shown } = await perform(act, ['two words', 'NEWP01'])
    expect(result).toEqual({ participant: 'NEWP01' })
    for (const part of ['ТОО «Новый»', '260840000080', 'пользователь API', 'app', '"x":"public"', 't'.repeat(43)])
      expect(shown).toContain(part)
    expect(shown).toContain('Это не идентификатор')
  })

  test('types how an application or an API stood', async () => {
    const connection = { act: 'connection', clientId: 'app', provider: 'BANK01', on: true } as const
    expect((await perform(connection, ['2'])).result).toEqual({ before: false })
    const check = { act: 'api-check', provider: 'BANK01', result: 'failed' } as const
    const { result, shown } = await perform(check, ['7', '1'], { language: 'en' })
    expect(result).toEqual({ before: { check: 'passed', publication: 'published' } })
    expect(shown).toContain('Result:   the check failed')
    expect(shown).toContain('5 – taken off publication, the check failed')
    const publication = { act: 'publication', provider: 'BANK01', state: 'published' } as const
    expect((await perform(publication, ['2'])).result).toEqual({ before: { check: 'none', publication: 'draft' } })
  })

  test('limits requests, and lifts the limit', async () => {
    const act = { act: 'rate-limit', participant: 'ABCD01' } as const
    const limited = await perform({ ...act, limit: { requests: 3, seconds: 60 } }, [''])
    expect(limited.result).toEqual({})
    expect(limited.shown).toContain('3 / 60 s')
    expect((await perform(act, [''], { language: 'en' })).shown).toContain('lift this limit')
  })

  test('presses Enter where there is nothing to type', async () => {
    const { result, shown } = await perform({ act: 'revoke-consent', consentId }, ['done', ''])
    expect(result).toEqual({})
    expect(shown).toContain(consentId)
    expect(shown).toContain('Нажмите Enter без текста')
  })

  test('can only wait for a consent to grow older', async () => {
    const { result, shown } = await perform({ act: 'age-consent', consentId, by: 'PT5M' }, ['', '', '', '', ''])
    expect(result).toEqual({})
    expect(shown).toContain('Вручную состарить согласие нельзя')
    expect(shown).toContain('не раньше 22.11.2026 12:47')
    expect(shown.match(/Ещё рано, осталось .+/g)).toEqual([
      'Ещё рано, осталось 3 мин 30 с.',
      'Ещё рано, осталось 2 мин.',
      'Ещё рано, осталось 30 с.',
    ])
  })

  test.each(['n', 'N', 'нет', 'жоқ'])('can say that it is not possible: %s', async (answer) => {
    for (const act of [grant, { act: 'age-consent', consentId, by: 'P31D' }] as const)
      expect((await perform(act, [answer])).result).toBe('act-not-done')
  })

  test('is never asked for a token', async () => {
    const mint = { ...grant, act: 'mint-token', consentId, audience: 'ABCD01', secondsLeft: 60 } as const
    expect(await perform(mint, ['x'])).toEqual({ result: 'act-not-by-hand', shown: '' })
  })
})

describe('a run that is interrupted', () => {
  test('stops waiting', async () => {
    const stop = new AbortController()
    const waiting = perform(grant, [], { signal: stop.signal })
    stop.abort()
    expect((await waiting).result).toBe('terminal-aborted')
  })

  test('reminds of what is left to put back and does not wait', async () => {
    const act = { act: 'participant-state', participant: 'ABCD01', state: 'registered' } as const
    const { result, shown } = await perform(act, ['1'], { signal: AbortSignal.abort() })
    expect(result).toBe('act-not-done')
    expect(shown).toContain('Сделайте это сами')
    expect(shown).toContain('зарегистрирован (registered)')
    expect(shown).not.toContain('> ')
  })
})
