import type { Json } from '../base/json.js'
import type { Text } from '../base/text.js'
import type { PlannedStep } from '../model/plan.js'
import { printable } from '../render/printable.js'

/** A step in a few words: a procedure by its name, a request by its operation, any other step by its kind. */
export function stepName(step: PlannedStep): string {
  if (step.type === 'call') return step.procedure
  const { operation, act } = step.args
  const about = operation ?? (step.kind === 'drive' ? act : undefined)
  return typeof about === 'string' ? `${step.kind} ${about}` : step.kind
}

/** The question that a step asks a person; undefined where it asks none. */
export function questionOf(step: PlannedStep): Text | undefined {
  const ask = step.type === 'step' ? step.args.ask : undefined
  if (ask === undefined || !isRecord(ask)) return undefined
  const { ru, en, kk } = ask
  if (typeof ru !== 'string' || typeof en !== 'string') return undefined
  return { ru, en, ...(typeof kk === 'string' ? { kk } : {}) }
}

/** What a step was given, as it stands in its file, on one line. */
export function stepArguments(step: PlannedStep): string | null {
  const written = Object.entries(step.type === 'call' ? step.takes : step.args)
  const isDrive = step.type === 'step' && step.kind === 'drive'
  const told = ['operation', ...(questionOf(step) ? ['ask'] : []), ...(isDrive ? ['act'] : [])]
  return argumentsText(Object.fromEntries(written.filter(([key]) => !told.includes(key))))
}

/** Arguments on one line; of what lies deeper than a list, only the names. */
export function argumentsText(written: Json): string | null {
  const text = isRecord(written)
    ? Object.entries(written)
        .map(([key, value]) => `${key}: ${plain(value)}`)
        .join(', ')
    : plain(written)
  return text === '' ? null : printable(text, 240)
}

function plain(value: Json): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return (value as readonly Json[]).map(plain).join(' + ')
  return isRecord(value) ? `{${Object.keys(value).join(', ')}}` : JSON.stringify(value)
}

const isRecord = (value: Json): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
