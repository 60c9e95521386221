import { problem, type ProblemError } from '../base/problem.js'
import type { PersonForm, PersonScript } from '../model/system.js'
import type { TargetClient } from '../model/target.js'
import type { VisitGoal } from '../model/visit-goals.js'
import type { Arrival, Browser, Navigation } from './browser.js'
import { writing, type Inbox } from './fill-in.js'
import { said, safe, type Form, type Page } from './page.js'
import { addressOf } from './visit-address.js'

/** Who answers forms, how, and to what end. */
export interface FormErrand {
  /** How the forms of the system are answered. */
  readonly script: PersonScript
  readonly inbox: Inbox
  readonly client: TargetClient
  readonly goal: VisitGoal
}

export type AtPage = Extract<Arrival, { at: 'page' }>

const unknownForm: PersonForm = { fill: {}, press: {} }

/** A form that is shown again this often will not be left by answering it once more. */
const mostTries = 3

/** Answers the forms of one visit, one after another. */
export class FormWalk {
  /** Names of the forms that the script knows, as they were answered. */
  readonly pages: string[] = []

  constructor(
    private readonly browser: Browser,
    private readonly errand: FormErrand,
  ) {}

  /** The first form that the script knows. */
  knownForm({ forms }: Page): Form | undefined {
    return forms.find(({ name }) => Object.hasOwn(this.errand.script.forms, name))
  }

  /** Answers a form that the script knows; answers where that led to. @throws ProblemError */
  async answer(form: Form, page: Page, at: AtPage): Promise<Arrival> {
    const before = this.pages.filter((name) => name === form.name).length
    if (before === mostTries) throw stuck(form.name, page, at)
    this.pages.push(form.name)
    return this.browser.go(await filledIn(form, before > 0, at.url, this.errand))
  }

  /** Presses the first button of a form that the script does not know, with what stands in it. @throws ProblemError */
  async press(form: Form, { url }: AtPage): Promise<Arrival> {
    return this.browser.go(await filledIn(form, false, url, this.errand))
  }
}

/** A page without a form that the script knows. */
export function unknownPage(page: Page, { url, status }: AtPage): ProblemError {
  const names = page.forms.map(({ name }) => `«${name}»`).join(', ')
  return problem(
    'person-page-unknown',
    `The page «${safe(page.title)}» (status ${status}) has no form that the person knows; ` +
      `${names === '' ? 'it has none at all' : `it has ${safe(names)}`}.${said(page)}`,
    'Add the form to «person» in system.yaml, or mend what the page complains of.',
    { name: addressOf(url) },
  )
}

function stuck(form: string, page: Page, { url }: AtPage): ProblemError {
  return problem(
    'person-stuck',
    `The form «${form}» was answered ${mostTries} times and came again.${said(page)}`,
    'Compare what «person» in system.yaml fills in with what the page asks for, and the client with the platform.',
    { name: addressOf(url) },
  )
}

/** What is sent where a form is answered. `again`: it was answered before, and came back. */
async function filledIn(form: Form, again: boolean, page: URL, errand: FormErrand): Promise<Navigation> {
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
  if (form.method === 'POST') return { method: 'POST', url: target, form: sent, from: page }
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
