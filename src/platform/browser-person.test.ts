import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { TestApplication } from '../../tests/support/application.js'
import { inboxOf } from '../../tests/support/inbox.js'
import { startJourney } from '../../tests/support/little-journey.js'
import { enterSandbox, type TestSandbox } from '../../tests/support/sandbox.js'
import { AddressGuard } from '../base/address-guard.js'
import { readRange, type Range } from '../base/address-kinds.js'
import { packageRoot } from '../base/root.js'
import { createAuthority } from '../crypto/certificates.js'
import type { TargetClient } from '../model/target.js'
import type { VisitGoal } from '../model/visit-goals.js'
import { startBrowser, type StartedBrowser } from '../render/browser.js'
import { browserPerson, type BrowserPersonOptions } from './browser-person.js'
import { readBrowserSteps } from './browser-steps.js'

let sandbox: TestSandbox
let application: TestApplication
let started: StartedBrowser
beforeAll(async () => {
  sandbox = await enterSandbox()
  application = new TestApplication(sandbox.facts)
  started = await startBrowser()
})
afterAll(async () => {
  await started.close()
  await application.close()
  await sandbox.leave()
})

const example = join(packageRoot(), 'examples', 'browser-steps.yaml')
const unsure = (): BrowserPersonOptions => ({
  steps: readBrowserSteps(example),
  launch: async () => ({ browser: started.browser, close: async () => undefined }),
  inbox: inboxOf((phone) => sandbox.code(phone)),
  timeoutMs: 10_000,
})
const person = (changes: Partial<BrowserPersonOptions> = {}) =>
  browserPerson({ ...unsure(), ca: sandbox.facts.ca, ...changes })

function clientWith(trait: string): TargetClient {
  const found = sandbox.facts.clients.find(({ has }) => has.includes(trait))
  if (!found) throw new Error(`no client has ${trait}`)
  return found
}

/** A visit to the sandbox's pages, from a new pushed request. */
async function visit(trait: string, goal: VisitGoal, changes?: Partial<BrowserPersonOptions>) {
  const { url } = (await application.push()).body
  return person(changes).visit(String(url), clientWith(trait), goal, application.redirectUri)
}

const problemOf = (result: Promise<unknown>) =>
  result.then(
    () => undefined,
    (error: unknown) => (error as { problems: readonly unknown[] }).problems[0],
  )

describe("a real browser walks the sandbox's pages by the example's steps", () => {
  test('to a code that buys a token', async () => {
    const back = await visit('two-currencies', 'approve')
    const forms = ['sign-in', 'liveness', 'sms-code', 'consent', 'result']
    expect(back.pages).toEqual(forms.map((name) => `form[name=${name}]`))
    expect(back.query).toMatchObject({ state: 'state-1' })
    expect((await application.token(back.query.code ?? '')).status).toBe(200)
  })

  test('for a company, to a refusal', async () => {
    expect((await visit('legal-entity', 'decline')).query).toMatchObject({ error: 'access_denied', state: 'state-1' })
  })
})

describe('from an application through the platform and back', () => {
  const steps = readBrowserSteps(join(packageRoot(), 'tests', 'support', 'little-journey-steps.yaml'))
  const client = { name: 'anna', has: [], iin: '960440000151', phone: '+77010000001' }

  test('to the page that tells the result', async () => {
    const journey = await startJourney()
    try {
      const walker = person({ steps, ca: journey.platformCa })
      const walked = await walker.walkThrough?.(journey.begin, client, 'decline', { ca: journey.appCa })
      expect(walked).toEqual({ shows: 'Result\nYou declined.\nUnlink', pages: ['form[name=sign-in]'] })
    } finally {
      await journey.close()
    }
  })

  test('an application whose authority is not known is told of', async () => {
    const journey = await startJourney()
    try {
      const walk = person({ steps, ca: journey.platformCa }).walkThrough?.(journey.begin, client, 'approve', {})
      expect(await problemOf(Promise.resolve(walk))).toMatchObject({ code: 'person-unreachable' })
      expect(journey.asked).toEqual([])
    } finally {
      await journey.close()
    }
  })
})

describe('a visit that is to be refused', () => {
  test('ends without a code where the biometric check fails', async () => {
    expect((await visit('two-currencies', 'fail-liveness')).query).toMatchObject({ error: 'access_denied' })
  })

  test('ends without a code where another code is typed', async () => {
    expect((await visit('two-currencies', 'wrong-code')).query).toMatchObject({ error: 'access_denied' })
  })

  test('is not made where no step says how', async () => {
    const place = { file: 'steps.yaml', line: 7 }
    const steps = [{ do: 'click', selector: 'button', place, when: { goals: ['decline'] } }] as const
    expect(await problemOf(visit('two-currencies', 'late-code', { steps }))).toMatchObject({
      code: 'browser-goal',
      place,
    })
  })
})

describe('a visit that cannot be walked', () => {
  test('names the step that cannot be done, the page and what it says', async () => {
    const wrong = { inbox: inboxOf(async () => '000000'), timeoutMs: 2500 }
    expect(await problemOf(visit('two-currencies', 'approve', wrong))).toMatchObject({
      code: 'browser-step',
      what: expect.stringMatching(
        /^«wait-for: form\[name=consent\]» cannot be done \(.*\) at https:[^?]*, «.*The page says: «.+»\.$/,
      ),
      place: { file: example, line: expect.any(Number) },
    })
  })

  test('names a selector that is none before it begins', async () => {
    const place = { file: 'steps.yaml', line: 7 }
    const steps = [{ do: 'click', selector: 'form[', place, when: {} }] as const
    expect(await problemOf(visit('two-currencies', 'approve', { steps }))).toMatchObject({
      code: 'browser-selector',
      what: expect.stringContaining('«form[» is no selector'),
      place,
    })
  })

  test('opens no page of an authority that is not trusted', async () => {
    const { certificate } = await createAuthority('Another')
    expect(await problemOf(visit('two-currencies', 'approve', { ca: certificate }))).toMatchObject({
      code: 'person-unreachable',
      what: expect.stringContaining('The certificate of a page is not to be trusted'),
    })
  })

  test('goes to no address that is refused', async () => {
    const guard = (...allow: string[]) =>
      new AddressGuard({ allow: allow.map((text) => readRange(text) as Range), proxies: [] })
    const inner = { guard: guard('10.0.0.0/8') }
    const refused = { code: 'address-refused', what: expect.stringContaining('is of this machine') }
    expect(await problemOf(visit('two-currencies', 'approve', inner))).toMatchObject(refused)
    // Where no authority is named the browser itself is the first to connect.
    const some = clientWith('two-currencies')
    const start = browserPerson({ ...unsure(), ...inner }).visit(
      'https://localhost:8443/',
      some,
      'approve',
      application.redirectUri,
    )
    expect(await problemOf(start)).toMatchObject(refused)
    const back = await visit('two-currencies', 'approve', { guard: guard('127.0.0.0/8', '::1') })
    expect(back.query).toHaveProperty('code')
  })

  test('says that the redirect does not come', async () => {
    const found = await problemOf(visit('two-currencies', 'approve', { steps: [], timeoutMs: 2500 }))
    expect(found).toMatchObject({ code: 'browser-redirect' })
    expect(JSON.stringify(found)).not.toContain('?')
  })
})
