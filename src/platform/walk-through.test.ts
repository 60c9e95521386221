import { afterEach, describe, expect, test } from '@jest/globals'
import { inboxOf } from '../../tests/support/inbox.js'
import { journeyScript, startJourney, type Journey } from '../../tests/support/little-journey.js'
import type { TargetClient } from '../model/target.js'
import type { VisitGoal } from '../model/visit-goals.js'
import { formPerson } from './person.js'

let journey: Journey
afterEach(() => journey.close())

const anna: TargetClient = { name: 'anna', has: [], iin: '960440000151', phone: '+77010000001' }

function walk(goal: VisitGoal = 'approve', begin = journey.begin, app: { ca?: string } = { ca: journey.appCa }) {
  const person = formPerson({
    ...{ script: journeyScript, ca: journey.platformCa, timeoutMs: 5000 },
    inbox: inboxOf(async () => '123456'),
  })
  if (!person.walkThrough) throw new Error('forms are walked through')
  return person.walkThrough(begin, anna, goal, app)
}

const problemOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => (error as { problems: readonly unknown[] }).problems[0],
  )

const wholeWay = [
  'app GET /begin',
  'app POST /connect',
  'platform GET /start',
  'platform GET /sign-in',
  'platform POST /sign-in',
  'platform GET /consent',
  'platform POST /consent',
  'app GET /callback',
  'app GET /result',
]

describe('a person walks from the application through the platform and back', () => {
  test.each(['https', 'http'] as const)(
    '%s: cookies of both kept, to the page that tells the result',
    async (scheme) => {
      journey = await startJourney(scheme)
      expect(await walk()).toEqual({ shows: 'Result\nAccounts are linked.\nUnlink', pages: ['sign-in', 'consent'] })
      expect(journey.asked).toEqual(wholeWay)
    },
  )

  test('declining', async () => {
    journey = await startJourney()
    expect((await walk('decline')).shows).toContain('You declined.')
  })

  test('twice, each time as another browser', async () => {
    journey = await startJourney()
    await walk()
    const begin = journey.app['GET /begin']
    journey.app['GET /begin'] = (asked) => {
      expect(asked.cookie).toBe('')
      return begin?.(asked) ?? {}
    }
    expect((await walk()).shows).toContain('linked')
  })

  test('from an address that leads to the platform at once', async () => {
    journey = await startJourney()
    const connect = journey.app['POST /connect']
    const begin = journey.app['GET /begin']
    journey.app['GET /begin'] = (asked) => {
      const { headers = {} } = begin?.(asked) ?? {}
      const onward = connect?.({ ...asked, cookie: 'session=s1', form: new URLSearchParams({ csrf: 'c1' }) })
      return { status: 302, headers: { ...headers, ...onward?.headers } }
    }
    expect((await walk()).shows).toContain('linked')
  })

  test('a form says where it comes from', async () => {
    journey = await startJourney()
    const connect = journey.app['POST /connect']
    const origins: (string | undefined)[] = []
    journey.app['POST /connect'] = (asked) => {
      origins.push(asked.origin)
      return connect?.(asked) ?? {}
    }
    await walk()
    expect(origins).toEqual([new URL(journey.begin).origin])
  })
})

describe('the walk ends where the application gives up', () => {
  test('before the platform: what it says is shown, and it is not made to try again', async () => {
    journey = await startJourney()
    journey.app['POST /connect'] = () => ({
      status: 502,
      html: '<h1>Later, please</h1><form name=again method=post action=/connect><button>Try again</button></form>',
    })
    expect(await walk()).toEqual({ shows: 'Later, please\nTry again', pages: [] })
    expect(journey.asked).toEqual(['app GET /begin', 'app POST /connect'])
  })

  test('at its first page, where that is an error', async () => {
    journey = await startJourney()
    journey.app['GET /begin'] = () => ({ status: 500, html: '<p>Broken</p><form method=post action=/connect></form>' })
    expect(await walk()).toEqual({ shows: 'Broken', pages: [] })
    expect(journey.asked).toEqual(['app GET /begin'])
  })

  test('at a first page with several forms, none of which is known', async () => {
    journey = await startJourney()
    journey.app['GET /begin'] = () => ({ html: '<p>Choose</p><form name=a></form><form name=b></form>' })
    expect((await walk()).shows).toBe('Choose')
  })

  test('behind the platform, with an error', async () => {
    journey = await startJourney()
    journey.app['GET /callback'] = () => ({ status: 500, html: '<p>Something went wrong</p>' })
    expect(await walk()).toEqual({ shows: 'Something went wrong', pages: ['sign-in', 'consent'] })
  })

  test('at a page of the platform that leads nowhere: the platform did not know what to do with what it was sent', async () => {
    journey = await startJourney()
    journey.platform['GET /start'] = () => ({ status: 400, html: '<p>This request is not known</p>' })
    expect(await walk()).toEqual({ shows: 'This request is not known', pages: [] })
  })
})

describe('a problem', () => {
  test('the application breaks off', async () => {
    journey = await startJourney()
    journey.app['POST /connect'] = () => ({ status: 303, headers: { location: 'https://127.0.0.1:1/gone' } })
    expect(await problemOf(walk())).toMatchObject({
      code: 'person-unreachable',
      what: expect.stringContaining('on the way from the application to the platform and back (ECONNREFUSED)'),
      remedy: expect.stringContaining('Is the application running'),
      place: { name: 'https://127.0.0.1:1/gone' },
    })
  })

  test("the authority of the application's pages is not named", async () => {
    journey = await startJourney()
    expect(await problemOf(walk('approve', journey.begin, {}))).toMatchObject({
      code: 'person-unreachable',
      remedy: expect.stringContaining('app.ca'),
    })
  })

  test('a page of the platform has a form that nobody knows', async () => {
    journey = await startJourney()
    journey.platform['GET /consent'] = () => ({ html: '<title>New</title><form name=novelty></form>' })
    expect(await problemOf(walk())).toMatchObject({
      code: 'person-page-unknown',
      what: expect.stringContaining('«novelty»'),
    })
  })

  test('a form that comes again and again', async () => {
    journey = await startJourney()
    journey.platform['POST /sign-in'] = () => ({ status: 303, headers: { location: '/sign-in' } })
    expect(await problemOf(walk())).toMatchObject({ code: 'person-stuck' })
  })

  test('redirects in a circle', async () => {
    journey = await startJourney()
    journey.app['GET /begin'] = () => ({ status: 302, headers: { location: '/begin' } })
    expect(await problemOf(walk())).toMatchObject({ code: 'person-redirects' })
    expect(journey.asked.length).toBeLessThan(20)
  })

  test.each(['http://127.0.0.1:1/plain', 'myapp://callback?code=1'])('a redirect to %s', async (location) => {
    journey = await startJourney()
    journey.app['POST /connect'] = () => ({ status: 303, headers: { location } })
    expect(await problemOf(walk())).toMatchObject({ code: 'person-redirects' })
  })

  test.each(['begin', '/begin', 'myapp://begin', 'file:///etc/passwd'])('an address such as «%s»', async (begin) => {
    journey = await startJourney()
    expect(await problemOf(walk('approve', begin))).toMatchObject({ code: 'driver-url' })
    expect(journey.asked).toEqual([])
  })

  test('a page without end', async () => {
    journey = await startJourney()
    journey.app['GET /result'] = () => ({ html: 'x'.repeat(6_000_000) })
    expect(await problemOf(walk())).toMatchObject({
      code: 'person-unreachable',
      what: expect.stringContaining('larger'),
    })
  })
})
