import { Browser } from '../../src/platform/browser.js'
import type { Arrival } from '../../src/platform/browser.js'
import { readPage } from '../../src/platform/page.js'
import type { Fields } from './application.js'

/** Walks the pages form by form, as a test wants it. */
export class Walker {
  readonly #browser: Browser
  #arrival: Arrival | undefined

  constructor(ca: string, redirectUri = 'https://nowhere.example/') {
    this.#browser = new Browser({ ca, timeoutMs: 10_000, isGoal: (url) => url.href.split('?')[0] === redirectUri })
  }

  async open(url: string): Promise<this> {
    this.#arrival = await this.#browser.go({ method: 'GET', url: new URL(url) })
    return this
  }

  /** Fills in and sends the form of this name, by the button with this `decision`. */
  async send(name: string, fields: Fields, decision?: string): Promise<this> {
    const page = this.page
    const form = readPage(page.text).forms.find((candidate) => candidate.name === name)
    if (!form) throw new Error(`the page «${readPage(page.text).title}» has no form ${name}`)
    const filled = Object.entries(fields)
    const kept = form.values.filter(([field]) => !(field in fields))
    const sent = new URLSearchParams([...kept.map(([n, v]): [string, string] => [n, v]), ...filled])
    if (decision !== undefined) sent.append('decision', decision)
    this.#arrival = await this.#browser.go({ method: 'POST', url: new URL(form.action, page.url), form: sent })
    return this
  }

  get page(): Extract<Arrival, { at: 'page' }> {
    if (this.#arrival?.at !== 'page') throw new Error('the walk is not at a page')
    return this.#arrival
  }

  get forms(): string[] {
    return readPage(this.page.text).forms.map(({ name }) => name)
  }

  get complaint(): string {
    return readPage(this.page.text).complaint
  }

  /** The parameters with which the application is returned to. */
  get returned(): Record<string, string> {
    if (this.#arrival?.at !== 'goal')
      throw new Error(`the walk is not at the application: ${this.page.text.slice(0, 2000)}`)
    return Object.fromEntries(this.#arrival.url.searchParams)
  }

  async close(): Promise<void> {
    await this.#browser.close()
  }
}
