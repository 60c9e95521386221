import type { Json } from '../base/json.js'
import type { PlannedStep } from '../model/plan.js'
import { printable } from './printable.js'

/** A step in a few words: a procedure by its name, a request by its operation, any other step by its kind. */
export function stepName(step: PlannedStep): string {
  if (step.type === 'call') return step.procedure
  const { operation } = step.args
  return typeof operation === 'string' ? `${step.kind} ${operation}` : step.kind
}

/** What a step was given, as it stands in its file, on one line. */
export function stepArguments(step: PlannedStep): string | null {
  const written = Object.entries(step.type === 'call' ? step.takes : step.args)
  return argumentsText(Object.fromEntries(written.filter(([key]) => key !== 'operation')))
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
