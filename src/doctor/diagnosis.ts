import type { Text } from '../base/text.js'

/** Green: in order. Yellow: worth a look, runs go on. Red: mend it first, else a run says nothing or blames the wrong one. */
export type Health = 'green' | 'yellow' | 'red'

/** One line of the doctor: what was looked at and how it is; where it is not in order, how to mend it. */
export type Diagnosis = { readonly id: string; readonly what: Text } & (
  { readonly state: 'green'; readonly remedy?: undefined } | { readonly state: 'yellow' | 'red'; readonly remedy: Text }
)

/** Lines one by one, as they become known; what is answered at the end is for the checks that come after. */
export type Diagnoses<T = void> = AsyncGenerator<Diagnosis, T, undefined>

export const green = (id: string, what: Text): Diagnosis => ({ id, state: 'green', what })
export const yellow = (id: string, what: Text, remedy: Text): Diagnosis => ({ id, state: 'yellow', what, remedy })
export const red = (id: string, what: Text, remedy: Text): Diagnosis => ({ id, state: 'red', what, remedy })

/** The worst of several; green where there are none. */
export function worst(diagnoses: readonly Pick<Diagnosis, 'state'>[]): Health {
  const states = diagnoses.map(({ state }) => state)
  if (states.includes('red')) return 'red'
  return states.includes('yellow') ? 'yellow' : 'green'
}

/** A line begins with what it is about. */
export function about(subject: Text, ru: string, en: string): Text {
  return { ru: `${subject.ru}: ${ru}`, en: `${subject.en}: ${en}` }
}
