import type { AddressGuard } from '../base/address-guard.js'
import type { Person } from '../model/ports.js'
import type { PersonScript } from '../model/system.js'
import { Browser } from './browser.js'
import type { Inbox } from './fill-in.js'
import { FormWalk, unknownPage } from './form-walk.js'
import { readPage } from './page.js'
import { arrivedAt, redirectMatcher, startAddress } from './visit-address.js'
import { walkThrough } from './walk-through.js'

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
  /** Decides which addresses may be connected to; all of them where absent. */
  readonly guard?: AddressGuard
}

/**
 * A person who walks HTML pages: fills in the forms that the script knows, presses the button for the goal,
 * until the platform redirects to the application. That last address is answered, not requested.
 */
export function formPerson(options: FormPersonOptions): Person {
  return {
    async visit(url, client, goal, redirectUri) {
      const browser = new Browser({ ...options, isGoal: redirectMatcher(redirectUri) })
      try {
        const walk = new FormWalk(browser, { ...options, client, goal })
        let arrival = await browser.go({ method: 'GET', url: startAddress(url) })
        while (arrival.at === 'page') {
          const page = readPage(arrival.text)
          const form = walk.knownForm(page)
          if (!form) throw unknownPage(page, arrival)
          arrival = await walk.answer(form, page, arrival)
        }
        return arrivedAt(arrival.url, walk.pages)
      } finally {
        await browser.close()
      }
    },
    walkThrough: (url, client, goal, app) => walkThrough(url, { ...options, client, goal, app }),
  }
}
