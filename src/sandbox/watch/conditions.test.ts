import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { ask, openWorkspace, type Answer, type TestWorkspace } from '../../../tests/kits/sandbox.js'
import type { ApplicationIssue, WatchEvent } from '../../control/api.js'
import type { ToldAnswer } from '../../model/application.js'

/** An application that asks whether anything has changed, at a platform without consents. */
let sandbox: TestWorkspace
let issued: ApplicationIssue
let seen: WatchEvent[]

beforeAll(async () => {
  sandbox = await openWorkspace('npck-open-data')
  issued = await sandbox.workspace.join('MYAP01', { name: 'A', redirectUris: [], hosts: ['127.0.0.1'] })
})
afterAll(() => sandbox.close())
beforeEach(() => {
  seen = []
})

/** Asks for branches under these conditions, while it is watched and told this. */
async function calls(told: ToldAnswer | undefined, ...conditions: Record<string, string>[]): Promise<Answer[]> {
  const { watches } = sandbox.workspace
  const end = watches.watch('MYAP01', { tell: (event) => seen.push(event), end: () => undefined })
  if (told) watches.rule('MYAP01', { operation: 'listBranches', times: 'always', answer: told })
  const { api: base, ca, providers } = sandbox.facts()
  const bank = { 'x-participant-id': providers[0]?.id ?? '' }
  const path = '/v1/open-data/branches?pageSize=2'
  const answers: Answer[] = []
  for (const condition of conditions) {
    const identity = issued.client ?? { certificate: '', key: '' }
    answers.push(await ask({ base, ca, path, identity, headers: { ...bank, ...condition } }))
  }
  await watches.settled('MYAP01')
  end()
  return answers
}

const inbound = () =>
  seen.flatMap((event) => (event.type === 'arrival' ? [event.arrival.exchange.request.inbound?.answered] : []))

const current = async () => {
  const [first] = await calls(undefined, {})
  seen = []
  return { 'if-none-match': first?.headers.etag ?? '' }
}

test('joins with its certificate alone: no key of assertions, no authorization server, no way back', () => {
  expect(Object.keys(issued).sort()).toEqual(['client', 'clientId', 'server'])
})

test('where the platform has consents, a way back is needed', async () => {
  const other = await openWorkspace()
  try {
    const joining = other.workspace.join('MYAP01', { name: 'A', redirectUris: [], hosts: [] })
    await expect(joining).rejects.toMatchObject({ problems: [{ code: 'redirect-uri-missing' }] })
    const issue = await other.workspace.join('MYAP01', { name: 'A', redirectUris: ['https://a.example/cb'], hosts: [] })
    expect(issue).toMatchObject({ issuer: other.facts().issuer, keyJwk: expect.any(String) as unknown })
  } finally {
    await other.close()
  }
})

test('untold, it learns that nothing has changed', async () => {
  expect((await calls(undefined, await current())).map(({ status }) => status)).toEqual([304])
})

test('told «whole», it gets all of a normal answer, which tells of the application still', async () => {
  const condition = await current()
  const [answer] = await calls({ kind: 'whole' }, condition)
  expect(answer).toMatchObject({ status: 200, headers: { etag: condition['if-none-match'] } })
  expect(inbound()).toEqual(['normally'])
  const [arrival] = seen.flatMap((event) => (event.type === 'arrival' ? [event.arrival] : []))
  expect(arrival?.exchange.request.headers['if-none-match']).toBe(condition['if-none-match'])
})

test('a changed answer comes whatever is asked, under a tag of its own', async () => {
  const condition = await current()
  const told: ToldAnswer = { kind: 'changed', set: { '/data/0/name': 'x' }, remove: [] }
  const [answer] = await calls(told, condition)
  expect(answer).toMatchObject({ status: 200, body: { data: [{ name: 'x' }, {}] } })
  expect(answer?.headers.etag).toMatch(/^"[\w-]{36}"$/)
  expect(inbound()).toEqual(['as-told'])
  expect((await calls(undefined, { 'if-none-match': answer?.headers.etag ?? '' }))[0]?.status).toBe(200)
})
