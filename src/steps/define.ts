import { z } from 'zod'
import type { Json } from '../base/json.js'
import type { PlatformAct, PlatformActResult } from '../model/act.js'
import type { StepContext, StepKind, StepResult } from '../model/vocabulary.js'

/** Keeps a step's own types while it is written, and gives it the vocabulary's type. */
export function defineStep<P>(kind: StepKind<P>): StepKind {
  return kind
}

/** A value written in a scenario: any JSON, references included. */
export const written: z.ZodType<Json> = z.json()

/** Text, references included. */
export const writtenText = z.string().min(1)

/** A resolved value that has to be text. @returns undefined where it is something else. */
export function textOf(context: StepContext, value: Json | undefined): string | undefined {
  const resolved = value === undefined ? undefined : context.resolve(value)
  return typeof resolved === 'string' && resolved !== '' ? resolved : undefined
}

/** A resolved list of texts; a single text counts as a list of one, as scopes are written. */
export function listOf(context: StepContext, value: Json): string[] {
  const resolved = context.resolve(value)
  if (Array.isArray(resolved)) return resolved.map(String)
  return typeof resolved === 'string' ? resolved.split(' ').filter((part) => part !== '') : []
}

/** The scenario cannot be carried out as written: nobody but its author can mend it. */
export function scenarioTrouble(what: string): StepResult {
  return { trouble: { cause: 'harness', what } }
}

/** What a problem met on the way says, in one line. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Performs an act of the platform and records it; a refusal ends the attempt and blames nobody but the platform. */
export async function perform<A extends PlatformAct>(
  context: StepContext,
  act: A,
  recorded: Readonly<Record<string, Json>>,
  use: (result: PlatformActResult<A>) => StepResult,
): Promise<StepResult> {
  if (!context.acts) {
    return { trouble: { cause: 'configuration', what: `the target offers no way to carry out «${act.act}»` } }
  }
  context.recordAct(act.act, recorded)
  let result: PlatformActResult<A>
  try {
    result = await context.acts.perform(act)
  } catch (error) {
    return { trouble: { cause: 'platform', what: `${act.act}: ${messageOf(error)}` } }
  }
  return use(result)
}
