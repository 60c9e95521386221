import { regularExpression } from '../ajv.js'

/** No sample is longer: what repeats more often is no text that a person would write. */
const longest = 300

/**
 * A short text that matches a regular expression (ECMA-262) of the kind that descriptions of APIs have: literals, classes,
 * groups, alternatives, repetitions. Undefined where none is found.
 */
export function textMatching(pattern: string, atLeast = 0, atMost = longest): string | undefined {
  const made = [0, 1].flatMap((more) => {
    const text = new Writer(pattern, more).write()
    return text === undefined ? [] : padded(text, pattern, atLeast)
  })
  return made.find((text) => text.length >= atLeast && text.length <= atMost && matches(pattern, text))
}

/** Whether a text matches; false for a pattern that is none. */
export function matches(pattern: string, text: string): boolean {
  try {
    return regularExpression(pattern).test(text)
  } catch {
    return false
  }
}

/** A text as it is, and with its last character repeated to the length that is wanted. */
function padded(text: string, pattern: string, atLeast: number): string[] {
  if (text.length >= atLeast || atLeast > longest) return [text]
  const filler = text.at(-1) ?? ['0', 'a', 'A'].find((one) => matches(pattern, one.repeat(atLeast))) ?? 'a'
  return [text.padEnd(atLeast, filler)]
}

/** Characters tried for a class, plain ones first. */
const candidates = Array.from('0aA1 -_.,:/@+#', (character) => character)

/** Walks a pattern from left to right and writes the shortest text that it can; `more` repetitions where any number may come. */
class Writer {
  #at = 0
  readonly #source: string

  constructor(
    pattern: string,
    private readonly more: number,
  ) {
    this.#source = pattern
  }

  /** Undefined for what is not understood: back-references, names of Unicode. */
  write(): string | undefined {
    const text = this.#alternatives()
    return text === undefined || this.#at < this.#source.length ? undefined : text
  }

  #alternatives(): string | undefined {
    const first = this.#sequence()
    while (this.#source[this.#at] === '|') {
      this.#at += 1
      // The rest has to be walked over all the same.
      if (this.#sequence() === undefined) return undefined
    }
    return first
  }

  #sequence(): string | undefined {
    let text = ''
    while (this.#at < this.#source.length && !'|)'.includes(this.#source[this.#at] ?? '')) {
      const piece = this.#atom()
      if (piece === undefined) return undefined
      const times = this.#times()
      if (times === undefined || text.length + piece.length * times > longest) return undefined
      text += piece.repeat(times)
    }
    return text
  }

  #atom(): string | undefined {
    const character = this.#source[this.#at] ?? ''
    this.#at += 1
    if (character === '^' || character === '$') return ''
    if (character === '.') return 'a'
    if (character === '(') return this.#group()
    if (character === '[') return this.#class()
    if (character === '\\') return this.#escape()
    return '*+?{}]'.includes(character) ? undefined : character
  }

  #group(): string | undefined {
    const kind = /^\?(?::|<?[=!]|<[A-Za-z]\w*>)/.exec(this.#source.slice(this.#at))?.[0] ?? ''
    if (kind === '' && this.#source[this.#at] === '?') return undefined
    this.#at += kind.length
    const text = this.#alternatives()
    if (this.#source[this.#at] !== ')') return undefined
    this.#at += 1
    // What is only looked at is not written; whether the text does what it asks for is seen at the end.
    return /[=!]$/.test(kind) ? '' : text
  }

  #class(): string | undefined {
    const start = this.#at - 1
    for (; this.#at < this.#source.length && this.#source[this.#at] !== ']'; this.#at++)
      if (this.#source[this.#at] === '\\') this.#at += 1
    if (this.#at >= this.#source.length) return undefined
    this.#at += 1
    const written = this.#source.slice(start, this.#at)
    const named = /^\[\^?(.)/u.exec(written)?.[1] ?? ''
    return [...candidates, named].find((one) => one !== '' && matches(`^${written}$`, one))
  }

  #escape(): string | undefined {
    const letter = this.#source[this.#at] ?? ''
    this.#at += 1
    const classes: Readonly<Record<string, string>> = { d: '0', w: 'a', s: ' ', D: 'a', W: '-', S: 'a', b: '', t: '\t' }
    if (Object.hasOwn(classes, letter)) return classes[letter]
    return /[A-Za-z0-9]/.test(letter) ? undefined : letter
  }

  /** How often the last piece is written. */
  #times(): number | undefined {
    const found = /^(?:[*+?]|\{(\d+)(?:,(\d*))?\})\??/.exec(this.#source.slice(this.#at))
    if (!found) return 1
    this.#at += found[0].length
    const [sign, least] = [found[0].charAt(0), found[1]]
    if (least !== undefined) {
      const most = found[2] === undefined ? Number(least) : Number(found[2] === '' ? longest : found[2])
      return Number(least) > longest ? undefined : Math.max(Number(least), Math.min(this.more, most))
    }
    return sign === '+' ? 1 : this.more
  }
}
