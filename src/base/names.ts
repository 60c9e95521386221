/**
 * True for a name that can hold nobody's data: short, ASCII, with three digits at most (`line1`, `x-b3-traceid`).
 * A name made of an IIN, an account or a sentence is not ordinary and has to be hidden.
 */
export function isOrdinaryName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_.-]{0,39}$/.test(name) && name.replace(/\D/g, '').length <= 3
}
