import { asText } from './page.js'

/** What a question in English is about, where its topic is not given. */
const topics = [
  ['organisations', /\b(bank|organisation)s?\b.*\basked\b/i],
  ['data', /\bwhich data\b/i],
  ['asks-anew', /\bnew consent\b/i],
  ['result', /\b(result|told?|tell)\b/i],
]

/** For tests: the screens that were seen last, here or in a browser, and what can be told of them. */
export class SeenScreens {
  #byName = new Map()
  #last

  note(screen) {
    this.#byName.set(screen.name, screen)
    this.#last = screen
  }

  /** `yes` or `no` by what the screens really held; null for what only a person can tell. */
  answerTo({ ask, topic = topics.find(([, words]) => words.test(ask))?.[0] }) {
    const quoted = [...ask.matchAll(/«([^»]+)»|“([^”]+)”/g)].map(([, first, second]) => first ?? second)
    if (quoted.length > 0) return this.#holds(this.#last, quoted)
    const { before, result } = Object.fromEntries(this.#byName)
    if (topic === 'organisations' || topic === 'data') return this.#holds(before, before?.about[topic])
    if (topic === 'result') return this.#holds(result, result?.about.result)
    if (this.#last?.about?.[topic] !== undefined) return this.#holds(this.#last, this.#last.about[topic])
    if (topic === 'asks-anew') return this.#last === undefined ? null : yesOrNo(this.#last.blocks.some(isOffer))
    return null
  }

  #holds(screen, words) {
    return screen === undefined ? null : yesOrNo(words.every((word) => asText(screen).includes(word)))
  }
}

/** The form by which a client begins to give a consent. */
const isOffer = ([kind, { name } = {}]) => kind === 'form' && name === 'choose'

const yesOrNo = (holds) => (holds ? 'yes' : 'no')
