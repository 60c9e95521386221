/** Kazakh formats: identification numbers, account numbers, telephone numbers. */

const firstWeights = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
const secondWeights = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]

/** An individual identification number: twelve digits, a date of birth, century and sex, a right check digit. */
export function isIin(text: string): boolean {
  return /^\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])[0-6]\d{5}$/.test(text) && hasCheckDigit(text)
}

/** A business identification number: twelve digits, the fifth of them 4, 5 or 6, a right check digit. */
export function isBin(text: string): boolean {
  return /^\d{2}(0[1-9]|1[0-2])[456]\d{7}$/.test(text) && hasCheckDigit(text)
}

/** A Kazakh IBAN: `KZ`, two check digits, three digits of the bank, thirteen letters or digits; modulo 97 is 1 (ISO 13616). */
export function isIban(text: string): boolean {
  return /^KZ\d{5}[A-Z0-9]{13}$/.test(text) && ibanRemainder(text) === 1
}

/** A Kazakh telephone number in the international form: `+7` and ten digits. */
export function isPhone(text: string): boolean {
  return /^\+7\d{10}$/.test(text)
}

/** The last digit is the weighted sum modulo 11; where that is 10, the second weights decide; 10 again is never issued. */
function hasCheckDigit(text: string): boolean {
  const digits = Array.from(text, Number)
  const remainder = (weights: readonly number[]) =>
    weights.reduce((sum, weight, i) => sum + weight * (digits[i] ?? 0), 0) % 11
  const first = remainder(firstWeights)
  return (first === 10 ? remainder(secondWeights) : first) === digits[11]
}

function ibanRemainder(iban: string): number {
  const moved = iban.slice(4) + iban.slice(0, 4)
  let remainder = 0
  for (const character of moved) {
    const value = parseInt(character, 36)
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
  }
  return remainder
}
