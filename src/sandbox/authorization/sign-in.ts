import { isBin, isIin, isPhone } from '../../base/kazakhstan.js'
import type { Client, WorkspaceState } from '../state.js'

/** What was typed into the form `sign-in`. */
export interface SignInFields {
  readonly iin: string
  readonly bin: string
  readonly phone: string
}

export type SignInField = keyof SignInFields

/** The client with the phone that the code goes to, or the field that is wrong and why (a key of the wording). */
export type Identified =
  | { readonly client: Client; readonly phone: string }
  | { readonly field: SignInField; readonly reason: string; readonly fields: SignInFields }

/** Digits without spaces, brackets and hyphens; a phone in the international form. */
export function normalised(fields: SignInFields): SignInFields {
  const plain = (text: string) => text.replace(/[\s()–-]/g, '')
  return { iin: plain(fields.iin), bin: plain(fields.bin), phone: plain(fields.phone).replace(/^8(?=\d{10}$)/, '+7') }
}

/**
 * Finds the client: a person by IIN and phone, a legal entity by BIN with the IIN and phone of its representative.
 * Whether the number or the phone is unknown is not told.
 */
export function identify(state: WorkspaceState, typed: SignInFields): Identified {
  const fields = normalised(typed)
  const wrong = (field: SignInField, reason: string, shown = fields): Identified => ({ field, reason, fields: shown })
  if (isBin(fields.iin) && fields.bin === '') {
    return wrong('iin', 'representative-needed', { ...fields, iin: '', bin: fields.iin })
  }
  if (fields.bin !== '' && !isBin(fields.bin)) return wrong('bin', 'bin-malformed')
  if (!isIin(fields.iin)) return wrong('iin', 'iin-malformed')
  if (!isPhone(fields.phone)) return wrong('phone', 'phone-malformed')

  const client = state.clients.get(fields.bin || fields.iin)
  const person = fields.bin === '' ? client : client?.representative
  if (!client || person?.iin !== fields.iin || person.phone !== fields.phone) return wrong('iin', 'unknown')
  return { client, phone: fields.phone }
}

/** A phone with its middle hidden, `+7 701 ••• •• 45`; its spaces do not break lines. */
export function maskedPhone(phone: string): string {
  return [phone.slice(0, 2), phone.slice(2, 5), '•••', '••', phone.slice(-2)].join('\u00a0')
}
