import { isBin, isIban, isIin } from '../base/kazakhstan.js'

/**
 * What looks like somebody's number or token inside a longer text. A number counts where it stands alone, or no digest and no
 * UUID would be safe from it; numbers and accounts with a check digit count only where that is right.
 */
const shapes: readonly (readonly [shape: RegExp, isReal: (text: string) => boolean])[] = [
  [/(?<![\da-fA-F.-])\d{12}(?![\da-fA-F.-]*\w)/g, (text) => isIin(text) || isBin(text)],
  [/\bKZ\d{2}(?: ?[A-Z0-9]{4}){4}(?![A-Z0-9])/g, (text) => isIban(text.replaceAll(' ', ''))],
  [/\+7(?:[ ()-]*\d){10}(?!\d)/g, () => true],
  [/ey[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*/g, () => true],
]

/** True for a text in which a number of a person or a company, an account, a telephone or a token stands. */
export function holdsPersonal(text: string): boolean {
  return shapes.some(([shape, isReal]) => (text.match(shape) ?? []).some(isReal))
}

/** The text with `instead` in their place. */
export function withoutPersonal(text: string, instead: string): string {
  return shapes.reduce(
    (clean, [shape, isReal]) => clean.replace(shape, (found) => (isReal(found) ? instead : found)),
    text,
  )
}
