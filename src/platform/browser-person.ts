import { setTimeout } from 'node:timers/promises'
import type { Browser, HTTPRequest, Page } from 'puppeteer-core'
import { addressProblem, type AddressGuard } from '../base/address-guard.js'
import { isProblemError, problem, type ProblemError } from '../base/problem.js'
import type { Person } from '../model/ports.js'
import type { TargetClient } from '../model/target.js'
import type { VisitGoal } from '../model/visit-goals.js'
import type { BrowserStep } from './browser-steps.js'
import { certificateCheck, type CertificateCheck, type Distrust } from './certificate-check.js'
import { fillIn, type Inbox } from './fill-in.js'
import { openGuardedWay } from './guarded-way.js'
import { readPage, safe, said } from './page.js'
import { driverLimits } from './drive/message.js'
import { addressOf, arrivedAt, beginningAt, redirectMatcher, startAddress } from './visit-address.js'

export interface BrowserPersonOptions {
  /** As `readBrowserSteps` reads them. */
  readonly steps: readonly BrowserStep[]
  /** Starts a browser for one visit; `close` ends it. */
  readonly launch: () => Promise<{ readonly browser: Browser; close(): Promise<void> }>
  /** PEM of an authority to trust beside the public ones; without it the browser trusts what it always does. */
  readonly ca?: string
  readonly inbox: Inbox
  /** For each step, and for the redirect behind the last one. */
  readonly timeoutMs: number
  /** Decides which addresses may be connected to; all of them where absent. */
  readonly guard?: AddressGuard
}

/**
 * A person who walks a site in a real browser by recorded steps, until the platform redirects to the application.
 * That last address (http or https) is answered, not requested. The selectors waited for are answered as the pages.
 */
export function browserPerson(options: BrowserPersonOptions): Person {
  const onPage = async <T>(go: (page: Page) => Promise<T>): Promise<T> => {
    const started = await options.launch()
    const way = options.guard && (await openGuardedWay(options.guard))
    try {
      // A context of its own: no cookie of another visit. Loopback, too, goes by the guarded way.
      const context = await started.browser.createBrowserContext(
        way ? { proxyServer: way.url, proxyBypassList: ['<-loopback>'] } : {},
      )
      return await go(await context.newPage())
    } catch (error) {
      throw way?.refused && isUnreachable(error) ? addressProblem(way.refused, { name: 'visit' }) : error
    } finally {
      await started.close()
      await way?.close()
    }
  }
  return {
    visit(url, client, goal, redirectUri) {
      const start = startAddress(url)
      return onPage((page) => new Visit(page, redirectMatcher(redirectUri), options).walk(start, client, goal))
    },
    /** The steps begin at the application's page and end where they come back to its origin. */
    walkThrough(url, client, goal, app) {
      const start = beginningAt(url)
      const ca = [options.ca ?? [], app.ca ?? []].flat()
      const trusting = { ...options, ...(ca.length > 0 ? { ca: ca.join('\n') } : {}) }
      return onPage((page) => new Visit(page, () => false, trusting).walkThrough(start, client, goal))
    },
  }
}

const isUnreachable = (error: unknown): boolean =>
  isProblemError(error) && error.problems[0].code === 'person-unreachable'

type WalkedThrough = Awaited<ReturnType<NonNullable<Person['walkThrough']>>>

/** How often it is looked whether a browser has come back. */
const lookAgainMs = 50

class Visit {
  /** Ends the step under way once the visit is over. */
  readonly #over = new AbortController()
  readonly #check: CertificateCheck | undefined
  readonly #pages: string[] = []
  #arrive: (url: URL) => void = () => undefined
  #fail: (error: ProblemError) => void = () => undefined
  readonly #arrival = new Promise<URL>((resolve, reject) => {
    this.#arrive = resolve
    this.#fail = reject
  })

  constructor(
    private readonly page: Page,
    private readonly isRedirect: (url: URL) => boolean,
    private readonly options: BrowserPersonOptions,
  ) {
    this.#check = options.ca === undefined ? undefined : certificateCheck(options.ca, options.timeoutMs, options.guard)
  }

  async walk(start: URL, client: TargetClient, goal: VisitGoal): ReturnType<Person['visit']> {
    return this.#race(goal, () => [
      this.#arrival.then((url) => arrivedAt(url, this.#pages)),
      this.#play(start, client, goal).then(() => this.#noRedirect()),
    ])
  }

  async walkThrough(start: URL, client: TargetClient, goal: VisitGoal): Promise<WalkedThrough> {
    return this.#race(goal, () => [
      // Nothing is awaited there, but it tells of a server that is not to be trusted.
      this.#arrival.then(() => ({ pages: this.#pages })),
      this.#play(start, client, goal).then(() => this.#back(start)),
    ])
  }

  async #race<T>(goal: VisitGoal, ways: () => readonly Promise<T>[]): Promise<T> {
    try {
      this.#checkGoal(goal)
      await this.#checkSelectors()
      await this.#watch()
      return await Promise.race(ways())
    } finally {
      this.#over.abort()
    }
  }

  /** Without a step of its own for it a goal would be walked as an approval, and the platform blamed for the outcome. */
  #checkGoal(goal: VisitGoal): void {
    const { steps } = this.options
    if (goal === 'approve' || steps.some(({ when }) => when.goals?.includes(goal))) return
    throw problem(
      'browser-goal',
      `No step is for the goal «${goal}».`,
      `Write what the client does then: when: { goal: ${goal}, … }; examples/browser-steps.yaml shows all goals.`,
      ...(steps[0] ? [steps[0].place] : []),
    )
  }

  /** A selector that is none would be waited for in vain. */
  async #checkSelectors(): Promise<void> {
    for (const { selector, place } of this.options.steps) {
      try {
        await this.page.$(selector)
      } catch (error) {
        throw problem(
          'browser-selector',
          `«${selector}» is no selector (${reasonOf(error)}).`,
          'Write a CSS selector, such as form[name=sign-in] button; try it in the inspector of a browser.',
          place,
        )
      }
    }
  }

  /** Looks at every request before it is sent: the redirect ends the visit, a server must be trusted. */
  async #watch(): Promise<void> {
    if (this.#check) {
      const session = await this.page.createCDPSession()
      await session.send('Security.setIgnoreCertificateErrors', { ignore: true })
    }
    await this.page.setRequestInterception(true)
    this.page.on('request', (request) => {
      // Where the browser is closed meanwhile, nothing is left to decide.
      this.#decide(request).catch(() => undefined)
    })
  }

  async #decide(request: HTTPRequest): Promise<void> {
    const url = new URL(request.url())
    const isPage = request.isNavigationRequest() && request.frame() === this.page.mainFrame()
    if (isPage && this.isRedirect(url)) {
      this.#arrive(url)
      return request.abort()
    }
    const distrust = url.protocol === 'https:' ? await this.#check?.(url) : undefined
    if (distrust === undefined) return request.continue()
    if (isPage) this.#fail(untrusted(url, distrust))
    return request.abort()
  }

  async #play(start: URL, client: TargetClient, goal: VisitGoal): Promise<void> {
    await this.#open(start)
    for (const step of this.options.steps) {
      const { goals = [goal], has } = step.when
      if (goals.includes(goal) && (has === undefined || client.has.includes(has))) await this.#step(step, client)
    }
  }

  async #noRedirect(): Promise<never> {
    const { timeoutMs } = this.options
    await setTimeout(timeoutMs, undefined, { signal: this.#over.signal })
    throw problem(
      'browser-redirect',
      `All steps are done, but no redirect to the application came within ${timeoutMs} ms${await this.#where()}`,
      'Add the steps of this page, or compare the redirect URI of the application with the one at the platform.',
      { name: addressOf(new URL(this.page.url())) },
    )
  }

  /** The page of the application that the client comes back to, once nothing is under way any more. */
  async #back(start: URL): Promise<WalkedThrough> {
    const end = Date.now() + driverLimits.timeoutMs
    while (new URL(this.page.url()).origin !== start.origin) {
      if (Date.now() > end)
        throw problem(
          'browser-back',
          `All steps are done, but the application was not come back to within ${driverLimits.timeoutMs / 1000} s${await this.#where()}`,
          "Add the steps of this page, or see in the application's log why it did not answer.",
          { name: addressOf(new URL(this.page.url())) },
        )
      await setTimeout(lookAgainMs, undefined, { signal: this.#over.signal })
    }
    await this.page
      .waitForNetworkIdle({ timeout: driverLimits.timeoutMs, signal: this.#over.signal })
      .catch(() => undefined)
    return { shows: readPage(await this.page.content()).text, pages: this.#pages }
  }

  async #open(start: URL): Promise<void> {
    try {
      await this.page.goto(start.href, { timeout: this.options.timeoutMs, waitUntil: 'domcontentloaded' })
    } catch (error) {
      throw problem(
        'person-unreachable',
        `A page of the platform cannot be reached (${reasonOf(error)}).`,
        'Is the platform running, and does the target name its pages and their certification authority?',
        { name: addressOf(start) },
      )
    }
  }

  async #step(step: BrowserStep, client: TargetClient): Promise<void> {
    const text = step.do === 'fill' ? await fillIn(step.with, client, this.options.inbox) : ''
    const locator = this.page.locator(step.selector).setTimeout(this.options.timeoutMs)
    const { signal } = this.#over
    try {
      if (step.do === 'wait-for') await locator.wait({ signal })
      if (step.do === 'click') await locator.click({ signal })
      // What the person does not have leaves the field as it is.
      if (step.do === 'fill' && text !== '') await locator.fill(text, { signal })
      if (step.do === 'wait-for') this.#pages.push(step.selector)
    } catch (error) {
      throw problem(
        'browser-step',
        `«${step.do}: ${step.selector}» cannot be done (${reasonOf(error)})${await this.#where()}`,
        'Compare the step with the page; a step before it may be missing, or the site has changed.',
        step.place,
      )
    }
  }

  /** Which page it was and what it says. */
  async #where(): Promise<string> {
    const url = new URL(this.page.url())
    const content = await this.page.content().catch(() => '')
    const page = readPage(content)
    return ` at ${addressOf(url)}, «${safe(page.title)}».${said(page)}`
  }
}

/** The first line, without addresses: their queries may hold codes. */
function reasonOf(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
  return line.replace(/ at https?:\S+/, '').replace(/\.$/, '')
}

const untrusted = (url: URL, distrust: Distrust): ProblemError =>
  typeof distrust === 'string'
    ? problem(
        'person-unreachable',
        `The certificate of a page is not to be trusted (${distrust}).`,
        'Name the certification authority of the pages in the target.',
        { name: addressOf(url) },
      )
    : addressProblem(distrust, { name: addressOf(url) })
