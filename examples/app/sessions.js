import { randomBytes } from 'node:crypto'
import { languages } from './wording.js'

/** More are not kept; the oldest goes first. */
const mostSessions = 1000
/** More unfinished journeys of one browser are not kept. */
const mostJourneys = 5

const cookieName = 'accounts-session'

/** What is known of a browser: who uses it, what she is about, which journeys she has begun. In memory. */
export class Sessions {
  #byId = new Map()
  #isSecure

  /** `isSecure`: the pages are served over https, and the cookie goes nowhere else. */
  constructor(isSecure) {
    this.#isSecure = isSecure
  }

  /** The session of a request; undefined where there is none. */
  of(request) {
    return this.#byId.get(idOf(request))
  }

  end(request) {
    this.#byId.delete(idOf(request))
  }

  /** A new session; the header gives its id to the browser. */
  begin(response, values) {
    const id = randomBytes(32).toString('base64url')
    const session = { language: 'ru', journeys: [], ...values }
    this.#byId.set(id, session)
    if (this.#byId.size > mostSessions) this.#byId.delete(this.#byId.keys().next().value)
    const secure = this.#isSecure ? '; Secure' : ''
    response.setHeader('set-cookie', `${cookieName}=${id}; Path=/; HttpOnly; SameSite=Lax${secure}`)
    return session
  }
}

function idOf({ headers }) {
  return new RegExp(`(?:^|; *)${cookieName}=([\\w-]{43})(?:;|$)`).exec(headers.cookie ?? '')?.[1]
}

/** Notes a journey that this browser has begun. */
export function setOut(session, journey) {
  session.journeys = [...session.journeys, journey].slice(-mostJourneys)
}

/** Ends a journey of this browser: it can be finished once. */
export function comeBack(session, journey) {
  session.journeys = session.journeys.filter((one) => one !== journey)
}

/** The reader's language: what was chosen, kept for the session. */
export function languageOf(session, url) {
  const chosen = url.searchParams.get('lang')
  if (session !== undefined && languages.includes(chosen)) session.language = chosen
  return languages.includes(chosen) ? chosen : (session?.language ?? 'ru')
}

/* The sound rules of this file. */

/** The journey that an answer belongs to: one that this browser began, with the state that it was given. */
export const journeyOf = (session, state) => session?.journeys.find((journey) => journey.state === state)
