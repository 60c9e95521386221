import type { Text } from '../base/text.js'

/** A page for people, before it becomes Markdown or HTML. Backticks in a text mark what is typed or sent as it stands. */
export interface Page {
  readonly title: Text
  readonly sections: readonly Section[]
}

export interface Section {
  readonly title: Text
  readonly blocks: readonly Block[]
}

export type Block =
  | { readonly kind: 'paragraph'; readonly text: Text }
  | { readonly kind: 'steps'; readonly steps: readonly Step[] }
  | { readonly kind: 'table'; readonly head: readonly Text[]; readonly rows: readonly (readonly Text[])[] }

/** A step, and what is typed in it, line for line. */
export interface Step {
  readonly text: Text
  readonly code?: string
}
