const refusals: ReadonlySet<string> = new Set(['n', 'no', 'н', 'нет', 'жоқ'])

/** True where a person types that something cannot be done; `n` is what the prompts ask for. */
export function isRefusal(typed: string): boolean {
  return refusals.has(typed.toLowerCase())
}
