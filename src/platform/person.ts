import { problem, type ProblemError } from '../base/problem.js'
import type { Person } from '../model/ports.js'
import type { PersonForm, PersonScript } from '../model/system.js'
import type { TargetClient } from '../model/target.js'
import type { VisitGoal } from '../model/visit-goals.js'
import { Browser, type Arrival, type Navigation } from './browser.js'
import { writing, type Inbox } from './fill-in.js'
import { readPage, said, safe, visibleText, type Form, type Page } from './page.js'
import { addressOf, appAddress, arrivedAt, isOnThisMachine, redirectMatcher, startAddress } from './visit-address.js'

export interface FormPersonOptions {
  /** How the forms of the system are answered. */
  readonly script: PersonScript
  /** PEM of the authority that the pages' certificate comes from. */
  readonly ca: string
  readonly inbox: Inbox
  /** For each page. */
  readonly timeoutMs: number
  /** An HTTP proxy (CONNECT) on the way to the pages. */
  readonly proxy?: string
}

const unknownForm: PersonForm = { fill: {}, press: {} }

/** A form that is shown again this often will not be left by answering it once more. */
const mostTries = 3

/**
 * A person who walks HTML pages: fills in the forms that the script knows, presses the button for the goal,
 * until the platform redirects to the application. That last address is answered, not requested.
 */
export function formPerson(options: FormPersonOptions): Person {
  return {
    async visit(url, client, goal, redirectUri) {
      const browser = new Browser(options.ca, options.timeoutMs, redirectMatcher(redirectUri), options.proxy)
      try {
        return await walk(browser, url, { ...options, client, goal })
      } finally {
        await browser.close()
      }
    },
    async walkThrough(url, client, goal, app) {
      const authorities = [options.ca, ...(app.ca === undefined ? [] : [app.ca])]
      const browser = new Browser(authorities, options.timeoutMs, () => false, options.proxy, isOnThisMachine)
      try {
        return await walkThrough(browser, appAddress(url), { ...options, client, goal })
      } finally {
        await browser.close()
      }
    },
  }
}

type Errand = FormPersonOptions & { readonly client: TargetClient; readonly goal: VisitGoal }

async function walk(browser: Browser, start: string, errand: Errand): ReturnType<Person['visit']> {
  const pages: string[] = []
  let arrival = await browser.go({ method: 'GET', url: startAddress(start) })
  while (arrival.at === 'page') {
    const page = readPage(arrival.text)
    const form = knownForm(page, arrival, errand.script)
    const before = pages.filter((name) => name === form.name).length
    if (before === mostTries) throw stuck(form.name, page, arrival)
    pages.push(form.name)
    arrival = await browser.go(await answer(form, before > 0, arrival.url, errand))
  }
  return arrivedAt(arrival.url, pages)
}

/** More of an application's own pages are not clicked through before the platform's come. */
const mostAppPages = 5

/** From a page of the application through the platform's and back: it ends at the first page behind them that is the application's. */
async function walkThrough(
  browser: Browser,
  start: URL,
  errand: Errand,
): Promise<{ readonly shows: string; readonly pages: readonly string[] }> {
  const pages: string[] = []
  let arrival = await browser.go({ method: 'GET', url: start })
  for (let ofApp = 0; arrival.at === 'page';) {
    const page = readPage(arrival.text)
    const known = page.forms.find(({ name }) => Object.hasOwn(errand.script.forms, name))
    if (known) {
      const before = pages.filter((name) => name === known.name).length
      if (before === mostTries) throw stuck(known.name, page, arrival)
      pages.push(known.name)
      arrival = await browser.go(await answer(known, before > 0, arrival.url, errand))
      continue
    }
    const [form] = page.forms
    const isEnd = pages.length > 0 || arrival.url.origin !== start.origin || !form || ofApp === mostAppPages
    if (isEnd) return { shows: visibleText(arrival.text), pages }
    ofApp += 1
    arrival = await browser.go(await answer(form, false, arrival.url, errand))
  }
  throw new Error('a walk without a goal ends at a page')
}

type AtPage = Extract<Arrival, { at: 'page' }>

function knownForm(page: Page, { url, status }: AtPage, script: PersonScript): Form {
  const found = page.forms.find(({ name }) => Object.hasOwn(script.forms, name))
  if (found) return found
  const names = page.forms.map(({ name }) => `«${name}»`).join(', ')
  throw problem(
    'person-page-unknown',
    `The page «${safe(page.title)}» (status ${status}) has no form that the person knows; ` +
      `${names === '' ? 'it has none at all' : `it has ${safe(names)}`}.${said(page)}`,
    'Add the form to «person» in system.yaml, or mend what the page complains of.',
    { name: addressOf(url) },
  )
}

/** `again`: the person has answered this form before, and it came back. */
async function answer(form: Form, again: boolean, page: URL, errand: Errand): Promise<Navigation> {
  const { script, client, goal, inbox } = errand
  const known = script.forms[form.name] ?? unknownForm
  const leaving = again ? known.again?.[goal] : undefined
  const written =
    leaving === undefined
      ? await writing(known.instead?.[goal] ?? known.fill, client, inbox)
      : new Map<string, string>()
  const kept = form.values.filter(([name]) => !written.has(name))
  const filled = [...written].filter(([name]) => form.fields.has(name))
  const button = leaving ?? known.press[goal] ?? known.press['*'] ?? form.buttons[0] ?? '='
  const sent = new URLSearchParams([...kept, ...filled, ...pressed(button, form, page)])
  const target = new URL(form.action, page)
  if (form.method === 'POST') return { method: 'POST', url: target, form: sent }
  target.search = sent.toString()
  return { method: 'GET', url: target }
}

/** What the button adds to the form. */
function pressed(button: string, form: Form, page: URL): [string, string][] {
  if (form.buttons.length > 0 && !form.buttons.includes(button))
    throw problem(
      'person-script',
      `The form has no button «${button}»; it has ${form.buttons.map((b) => `«${b}»`).join(', ')}.`,
      'Mend «press» or «again» of this form in system.yaml; buttons are written name=value.',
      { name: `${addressOf(page)} form «${form.name}»` },
    )
  const equals = button.indexOf('=')
  return equals < 1 ? [] : [[button.slice(0, equals), button.slice(equals + 1)]]
}

function stuck(form: string, page: Page, { url }: AtPage): ProblemError {
  return problem(
    'person-stuck',
    `The form «${form}» was answered ${mostTries} times and came again.${said(page)}`,
    'Compare what «person» in system.yaml fills in with what the page asks for, and the client with the platform.',
    { name: addressOf(url) },
  )
}
