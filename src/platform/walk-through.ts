import type { AddressGuard } from '../base/address-guard.js'
import type { Person } from '../model/ports.js'
import { Browser } from './browser.js'
import { driverLimits } from './drive/message.js'
import { FormWalk, unknownPage, type AtPage, type FormErrand } from './form-walk.js'
import { readPage, type Form, type Page } from './page.js'
import { beginningAt } from './visit-address.js'

export interface WalkThroughOptions extends FormErrand {
  /** PEM of the platform's authority. */
  readonly ca: string
  /** PEM of the authority of the application's pages; the platform's where absent. */
  readonly app: { readonly ca?: string }
  readonly proxy?: string
  readonly guard?: AddressGuard
}

const unreachable = {
  what: 'A page cannot be reached on the way from the application to the platform and back',
  remedy:
    'Is the application running, and does the target name the authority of its pages (app.ca)? Its log may say why it gave up.',
}

/**
 * Walks by forms from a page of the application through the platform's pages and back, cookies kept. Where the first page has
 * a single form, which nobody knows, its button is pressed: it leads on. The walk ends at the first page after it that has no
 * form that the script knows. @throws ProblemError where a page cannot be reached, or the platform shows an unknown form.
 */
export async function walkThrough(
  url: string,
  { ca, app, proxy, guard, ...errand }: WalkThroughOptions,
): ReturnType<NonNullable<Person['walkThrough']>> {
  const start = beginningAt(url)
  const browser = new Browser({
    ca: [ca, ...(app.ca === undefined ? [] : [app.ca])],
    // As long as a driver may take: the application answers when it has asked the platform, or given up.
    timeoutMs: driverLimits.timeoutMs,
    plainOrigin: start.origin,
    unreachable,
    ...(proxy === undefined ? {} : { proxy }),
    ...(guard ? { guard } : {}),
  })
  try {
    const walk = new FormWalk(browser, errand)
    /** Origins of pages whose forms are known: the platform's. */
    const platform = new Set<string>()
    let arrival = await browser.go({ method: 'GET', url: start })
    for (let first = true; ; first = false) {
      if (arrival.at !== 'page') throw new Error('a walk without a goal has come to one')
      const page = readPage(arrival.text)
      const known = walk.knownForm(page)
      const onward = first ? onlyForm(page, arrival) : undefined
      if (known) {
        platform.add(arrival.url.origin)
        arrival = await walk.answer(known, page, arrival)
      } else if (onward) {
        arrival = await walk.press(onward, arrival)
      } else {
        if (platform.has(arrival.url.origin) && page.forms.length > 0) throw unknownPage(page, arrival)
        return { shows: page.text, pages: walk.pages }
      }
    }
  } finally {
    await browser.close()
  }
}

/** The form by which a sound page leads on. */
function onlyForm({ forms }: Page, { status }: AtPage): Form | undefined {
  return status < 300 && forms.length === 1 ? forms[0] : undefined
}
