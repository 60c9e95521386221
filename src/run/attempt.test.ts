import { z } from 'zod'
import { describe, expect, test } from '@jest/globals'
import type { StepContext, StepKind, StepResult } from '../model/vocabulary.js'
import type { Answer } from '../../tests/support/sample-exchange.js'
import {
  eventText,
  plannedItem,
  runSample,
  sampleActs,
  SampleWire,
  type SamplePlanned,
  type SampleRun,
} from '../../tests/support/sample-run.js'
import { askar, memoryTarget } from '../../tests/support/memory-target.js'

const list: SamplePlanned = { kind: 'request', args: { operation: 'listAccounts' }, as: 'list' }
const revoke: SamplePlanned = { kind: 'request', args: { operation: 'revoke', body: { id: '${consentId}' } } }
const answering = (...answers: Answer[]) => new SampleWire((_, nth) => answers[nth - 1] ?? { json: {} })

/** A kind of step that a test makes up. */
function kindOf(name: string, run: (context: StepContext) => Promise<StepResult> | StepResult): StepKind {
  const summary = { ru: name, en: name }
  return {
    name,
    summary,
    params: z.record(z.string(), z.json()),
    yields: true,
    writes: [],
    needs: [],
    run: async (_, context) => run(context),
  }
}

async function events(steps: readonly SamplePlanned[], run: SampleRun = {}): Promise<string[]> {
  return (await runSample(plannedItem(steps), run)).map(eventText)
}

describe('an attempt', () => {
  test('carries out its steps in order and says so', async () => {
    const counted: SamplePlanned = {
      ...list,
      checks: [
        ['status', 200],
        ['count', { of: 'accounts', is: 0 }],
      ],
    }
    const wire = answering({ json: { accounts: [] } })
    expect(await events([counted, { kind: 'proof', args: { kind: 'uuid' }, as: 'id' }], { wire })).toEqual([
      'started',
      '1 request',
      '1 200',
      '1 facts of count',
      '2 proof',
      'ended complete',
    ])
  })

  test('gives what one step yields to the next', async () => {
    const wire = answering({ json: { accounts: [{ id: 'a-1' }] } })
    const next = { operation: 'listTransactions', accountId: '${list.body.accounts[0].id}' }
    await events([list, { kind: 'request', args: next }], { wire })
    expect(wire.sent[1]?.url).toBe('https://bank.example/open/v3/accounts/a-1/transactions')
  })

  test('goes on after any answer: what it means is for the judge', async () => {
    expect(await events([list, list], { wire: answering({ status: 500 }) })).toEqual([
      'started',
      '1 request',
      '1 500',
      '2 request',
      '2 200',
      'ended complete',
    ])
  })

  test('stops where an earlier answer lacks a value', async () => {
    const next = { kind: 'request', args: { operation: 'listTransactions', accountId: '${list.body.accounts[0].id}' } }
    expect(await events([list, next, list])).toEqual([
      'started',
      '1 request',
      '1 200',
      '2 request',
      '2 lacks list.body.accounts[0].id',
      'ended stopped',
    ])
  })

  test('keeps the facts of other checks where one of them lacks a value', async () => {
    const checks = [
      ['count', { of: 'a', is: 0 }],
      ['discloses-nothing-of', ['${client}', '${list.body.accounts}']],
    ] as const
    const all = await runSample(plannedItem([list, { ...list, as: 'again', checks }, list]))
    expect(all.map(eventText)).toContain('ended complete')
    expect(all.find(({ type }) => type === 'facts')).toMatchObject({
      facts: [
        { check: 0, kind: 'count', version: 1, fact: { items: null } },
        { check: 1, kind: 'discloses-nothing-of', version: 1, unresolved: 'list.body.accounts' },
      ],
    })
  })

  test('stops at trouble, whose cause is told', async () => {
    const grant: SamplePlanned = { kind: 'grant-consent', args: { client: '${client}', scopes: ['accounts'] } }
    expect(await events([grant, list])).toEqual([
      'started',
      '1 grant-consent',
      '1 failed: configuration',
      'ended stopped',
    ])
    const acts = { perform: () => Promise.reject(new Error('409')) }
    expect(await events([grant, list], { acts })).toContain('1 failed: platform')
    expect(await events([{ kind: 'no-such-step' }, list])).toContain('1 failed: harness')
    expect(await events([{ kind: 'request', args: {} }, list])).toContain('1 failed: harness')
  })

  test('stops at a mistake of ours without quoting it', async () => {
    const mistaken = kindOf('mistaken', () => {
      throw new TypeError('cannot read «1 000 000 KZT»')
    })
    const all = await runSample(plannedItem([{ kind: 'mistaken' }, list]), { kinds: [mistaken] })
    expect(all.map(eventText)).toEqual(['started', '1 mistaken', '1 failed: harness', 'ended stopped'])
    expect(JSON.stringify(all)).toContain('TypeError at attempt.test.ts:')
    expect(JSON.stringify(all)).not.toContain('KZT')
  })
})

describe('a connection that fails', () => {
  const alert: Answer = { failure: { kind: 'tls-alert', alert: 'certificate_required' } }
  const refusal = (tls: boolean): SamplePlanned => ({ ...list, checks: [['refused', { status: 401, tls }]] })

  test('ends the attempt', async () => {
    expect(await events([refusal(false), list], { wire: answering(alert) })).toEqual([
      'started',
      '1 request',
      '1 tls-alert',
      'ended stopped',
    ])
  })

  test('does not where a check waits for it', async () => {
    expect(await events([refusal(true), list], { wire: answering(alert) })).toContain('2 200')
  })
})

describe('the call of a procedure', () => {
  const consent: SamplePlanned = {
    kind: 'consent',
    args: { who: '${client.name}' },
    steps: [{ ...list, as: 'inner' }],
    gives: { authorization: 'Bearer ${inner.body.token}', who: '${who}' },
    as: 'consent',
  }

  test('runs its steps and gives what it promises', async () => {
    const wire = answering({ json: { token: 'opaque-token' } })
    const used = {
      kind: 'request',
      args: { operation: 'listAccounts', with: 'consent', headers: { 'x-who': '${consent.who}' } },
    }
    expect(await events([consent, used], { wire })).toEqual([
      'started',
      '1.1 request',
      '1.1 200',
      '2 request',
      '2 200',
      'ended complete',
    ])
    expect(wire.sent[1]?.headers).toMatchObject({ authorization: 'Bearer opaque-token', 'x-who': 'askar' })
  })

  test('sees what it takes and nothing else of its caller', async () => {
    const nosy: SamplePlanned = { ...consent, steps: [{ kind: 'claims', args: { token: '${list.body}' } }] }
    expect(await events([list, nosy])).toContain('2.1 lacks list.body')
  })

  test('tells what it lacks when it begins or ends', async () => {
    expect(await events([{ ...consent, args: { who: '${list.body}' } }, list])).toEqual([
      'started',
      '1 call',
      '1 lacks list.body',
      'ended stopped',
    ])
    expect(await events([consent, list])).toEqual([
      'started',
      '1.1 request',
      '1.1 200',
      '1 call',
      '1 lacks inner.body.token',
      'ended stopped',
    ])
  })

  test('may have checks of its own', async () => {
    const back: SamplePlanned = {
      ...consent,
      gives: { back: { query: { code: 'c' } } },
      checks: [['redirected', { of: '${consent.back}', code: true }]],
    }
    expect(await events([back])).toEqual([
      'started',
      '1.1 request',
      '1.1 200',
      '1 consent',
      '1 facts of redirected',
      'ended complete',
    ])
  })
})

describe('a load', () => {
  const load: SamplePlanned = {
    kind: 'load',
    args: { operation: 'listAccounts' },
    checks: [['under-load', { 'mean-ms': 3000, answered: 'source' }]],
  }
  const { limits } = memoryTarget()
  const target = memoryTarget({ limits: { ...limits, load: { rate: 10, seconds: 5 } } })

  test('leaves a few of its exchanges and its numbers in the record', async () => {
    expect(await events([load], { target })).toEqual([
      ...['started', '1 load', '1 200', '1 200', '1 200', '1 load complete', 'ended complete'],
    ])
  })

  test('goes on to be judged where a sample failed', async () => {
    const wire = answering({ failure: { kind: 'reset', detail: '' } })
    expect((await events([load, list], { target, wire })).slice(5, 7)).toEqual(['1 load complete', '2 request'])
  })
})

describe('what was changed is put back', () => {
  const changing = (name: string): StepKind =>
    kindOf(name, (context) => {
      context.onEnd(name, async () => undefined)
      return {}
    })
  const kinds = [changing('first'), changing('second')]
  const both: SamplePlanned[] = [{ kind: 'first' }, { kind: 'second' }]
  const undone = ['undo second: done', 'undo first: done']
  const consent: SamplePlanned = { kind: 'consent', steps: [list], gives: { consentId: 'c-1' }, undo: [revoke] }

  test('last in, first out', async () => {
    expect((await events(both, { kinds })).slice(-3)).toEqual([...undone, 'ended complete'])
  })

  test('after trouble, after a missing value, after a connection that failed, after a mistake', async () => {
    const broken = kindOf('broken', () => {
      throw new Error('oops')
    })
    const ends: [SamplePlanned, SampleRun][] = [
      [{ kind: 'grant-consent', args: { client: '${client}', scopes: [] } }, {}],
      [{ kind: 'claims', args: { token: '${nothing}' } }, {}],
      [list, { wire: answering({ failure: { kind: 'reset', detail: '' } }) }],
      [{ kind: 'broken' }, {}],
    ]
    for (const [end, run] of ends)
      expect((await events([...both, end], { ...run, kinds: [...kinds, broken] })).slice(-3)).toEqual([
        ...undone,
        'ended stopped',
      ])
  })

  test('after an abort, and the steps that put back are carried out', async () => {
    const abort = new AbortController()
    const aborting = kindOf('aborting', () => {
      abort.abort()
      return {}
    })
    expect(await events([consent, { kind: 'aborting' }, list], { kinds: [aborting], signal: abort.signal })).toEqual([
      'started',
      '1.1 request',
      '1.1 200',
      '2 aborting',
      'undo.1.1 request',
      'undo.1.1 200',
      'undo undo (1): done',
      'ended interrupted',
    ])
  })

  test('nothing is carried out after an abort before the first step', async () => {
    expect(await events([consent], { signal: AbortSignal.abort() })).toEqual(['started', 'ended interrupted'])
  })

  test('even where putting back one thing fails', async () => {
    const stubborn = kindOf('stubborn', (context) => {
      context.onEnd('stubborn', () => Promise.reject(new Error(`cannot: ${askar.iin}`)))
      return {}
    })
    const all = await runSample(plannedItem([{ kind: 'first' }, { kind: 'stubborn' }]), { kinds: [...kinds, stubborn] })
    expect(all.slice(-3).map(eventText)).toEqual(['undo stubborn: failed', 'undo first: done', 'ended complete'])
    expect(JSON.stringify(all)).not.toContain(askar.iin)
  })

  test('with what the procedure took, gave, and with defaults', async () => {
    const wire = answering()
    const lent: SamplePlanned = {
      ...consent,
      args: { why: 'a test' },
      undo: [
        { kind: 'request', args: { operation: 'revoke', body: { id: '${consentId}', why: '${why}', by: '${by}' } } },
      ],
      undoTakes: { by: '${target.participant.id}', why: 'no reason' },
    }
    await events([lent], { wire })
    expect(wire.sent.at(-1)?.body).toBe('{"id":"c-1","why":"a test","by":"BANK01"}')
  })

  test('a procedure cut off half-way is undone as far as is known', async () => {
    const cut: SamplePlanned = { ...consent, gives: { consentId: 'c-1', token: '${nothing}' } }
    expect((await events([cut])).slice(-2)).toEqual(['undo undo (1): done', 'ended stopped'])
    const unknown: SamplePlanned = { ...consent, gives: { consentId: '${nothing}' } }
    expect((await events([unknown])).slice(-2)).toEqual(['undo undo (1): failed', 'ended stopped'])
  })

  test('is not called done where the platform refused it', async () => {
    expect((await events([consent], { wire: answering({}, { status: 500 }) })).slice(-2)).toEqual([
      'undo undo (1): failed',
      'ended complete',
    ])
  })

  test('a participant’s state is what it was', async () => {
    const { acts, performed } = sampleActs({ 'participant-state': { before: 'registered' } })
    const block = { kind: 'participant-state', args: { participant: 'USER01', state: 'blocked' } }
    expect((await events([block], { acts })).at(-2)).toBe('undo participant-state USER01: registered: done')
    expect(performed.map((act) => ('state' in act ? act.state : ''))).toEqual(['blocked', 'registered'])
  })
})

describe('no event holds a raw value', () => {
  const iban = 'KZ54125KZT1002300104'
  const token = 'opaque-access-token'

  test('though checks see it', async () => {
    const checks = [
      ['count', { of: 'accounts', is: 1 }],
      ['discloses-nothing-of', '${client}'],
    ] as const
    const wire = answering({ json: { accounts: [{ iban, owner: askar.iin }] } })
    const all = await runSample(plannedItem([{ ...list, checks }]), { wire })
    const text = JSON.stringify(all)
    for (const raw of [iban, askar.iin, askar.phone]) expect(text).not.toContain(raw)
    expect(all.find(({ type }) => type === 'facts')).toMatchObject({
      facts: [{ fact: { items: 1 } }, { fact: { disclosed: ['iin'] } }],
    })
  })

  test('a token is scrubbed from everything that comes after it, in free text too', async () => {
    const telling = kindOf('telling', () => ({
      trouble: { cause: 'platform', what: `refused ${token}, ${Buffer.from(token).toString('base64')}` },
    }))
    const wire = answering({ json: { access_token: token } })
    const text = JSON.stringify(await runSample(plannedItem([list, { kind: 'telling' }]), { wire, kinds: [telling] }))
    expect(text).toContain('refused [scrubbed]')
    expect(text).not.toContain(token)
    expect(text).not.toContain(Buffer.from(token).toString('base64').slice(0, 20))
  })

  test('a token that is sent is scrubbed from the answer to it', async () => {
    const wire = answering({ headers: { 'content-type': `text/${token}` } })
    const sent = { ...list, args: { operation: 'listAccounts', authorization: `Bearer ${token}` } }
    expect(JSON.stringify(await runSample(plannedItem([sent]), { wire }))).not.toContain(token)
  })

  test('neither does what a target keeps secret', async () => {
    const consent = {
      client: 'askar',
      scopes: [],
      providers: [],
      consentId: 'c',
      accessToken: 'imported-token',
      expiresAt: '',
    }
    const target = memoryTarget({ consents: [consent] })
    const told = ['imported-token', 'token-of-the-control-api', askar.iin, askar.phone]
    const telling = kindOf('telling', () => ({ trouble: { cause: 'platform', what: told.join(' ') } }))
    const text = JSON.stringify(await runSample(plannedItem([{ kind: 'telling' }]), { target, kinds: [telling] }))
    for (const secret of told) expect(text).not.toContain(secret)
  })

  test('the issuer that a redirect names is no secret', async () => {
    const person = {
      visit: async () => ({
        url: 'https://app.example/back',
        query: { code: 'short-code', iss: 'https://api.example' },
        pages: ['sign-in'],
      }),
    }
    const visit = {
      kind: 'visit',
      args: { url: 'https://pages.example/x', person: '${client}', redirect: 'https://app.example/back' },
    }
    const asked: SamplePlanned = { kind: 'request', args: { operation: 'token', body: { note: 'short-code' } } }
    const text = JSON.stringify(await runSample(plannedItem([visit, asked]), { person }))
    expect(text).toContain('https://api.example/v1/token')
    expect(text).not.toContain('short-code')
  })
})
