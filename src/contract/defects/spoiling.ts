import type { Json } from '../../base/json.js'
import type { Way } from './places.js'

/** What is done to a bank's answer before it is sent. A message that has no such place goes out as it is. */
export type Spoiling =
  | { readonly kind: 'leave-out'; readonly way: Way }
  | { readonly kind: 'put'; readonly way: Way; readonly value: Json }
  /** A text loses what comes after this many characters. */
  | { readonly kind: 'cut-text'; readonly way: Way; readonly length: number }
  /** A list loses its last entry. */
  | { readonly kind: 'cut-list'; readonly way: Way }
  | { readonly kind: 'add-one'; readonly way: Way }
  | { readonly kind: 'leave-header-out'; readonly header: string }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'content-type'; readonly type: string }
  /** An HTML page, nothing at all, or the first half of the JSON; its length is told truly. */
  | { readonly kind: 'body'; readonly body: 'html' | 'nothing' | 'half' }
