import type { Party } from './document-data.js'

/** A party as one line: organisation, unit, position, name. */
export function partyLine({ organisation, unit, position, name }: Party): string {
  const parts = [organisation, unit, position, name].filter((part) => part !== undefined && part !== '')
  return withInitials(parts.join(', '))
}

/** Initials stay on the line of their surname. */
const withInitials = (text: string) => text.replace(/ (?=\p{Lu}\.)/gu, '\u00A0')

/** A block to be signed: whose, and the lines; what nobody gave stays blank. */
export interface Signature {
  readonly from: string
  readonly position: string | null
  readonly name: string | null
}

/** Signature blocks of one side; one blank block where nobody is named. */
export function signaturesOf(
  side: string,
  parties: readonly Party[] | undefined,
  fallback: string | null,
): Signature[] {
  const named = parties !== undefined && parties.length > 0 ? parties : [{}]
  return named.map((party: Party) => {
    const of = [party.organisation ?? fallback, party.unit]
      .filter((part) => part !== undefined && part !== null)
      .join(', ')
    return {
      from: of === '' ? `${side}:` : `${side}: ${of}`,
      position: party.position ?? null,
      name: party.name === undefined ? null : withInitials(party.name),
    }
  })
}
