import { z } from 'zod'
import type { Json } from '../base/json.js'
import type { Text } from '../base/text.js'
import { visitGoals } from '../model/visit-goals.js'
import { contractFamilies } from '../model/defect.js'

/** What may stand in the files of a system. The descriptions go into the JSON Schema for editors. */

const json = z.custom<Json>((value) => value !== undefined)
const name = z.string().min(1)
const names = z.array(name)
const modes = z.array(z.enum(['direct', 'through'])).min(1)

export const textShape = z
  .strictObject({ ru: name, en: name, kk: name.optional() })
  .describe('A wording in Russian and English; Kazakh may be added')
  .transform(({ ru, en, kk }): Text => ({ ru, en, ...(kk === undefined ? {} : { kk }) }))

const wish = z.strictObject({ has: names.describe('Traits that the client must have, e.g. two-currencies') })

export const scenarioShape = z.strictObject({
  id: name.describe('<system>/<folder>/<name>: the path of this file without .yaml'),
  title: textShape,
  script: z.enum(['success', 'failure']).describe('failure: the script passes when the refusal is right'),
  subject: z.enum(['provider', 'user', 'platform']).optional().describe('Who is judged; by default the folder says it'),
  modes: modes
    .optional()
    .describe(
      'direct: we call the bank as its platform; through: by way of a platform. Default: both; for a user through',
    ),
  requires: z
    .array(name)
    .min(1)
    .describe('Ids of requirements.yaml that this script tests; the first is the default of its checks'),
  catches: z
    .array(z.union([z.enum(contractFamilies), name]))
    .optional()
    .describe('Defects that this script finds, or families of them; a failure script names at least one'),
  effects: z
    .array(z.enum(['none', 'consent', 'load', 'hostile']))
    .optional()
    .describe('What the script does to the subject beyond reading. Default: none'),
  needs: names.optional().describe('Abilities of the target beyond those that the steps need'),
  tags: names.optional().describe('Words to choose it by: synaq run --tag'),
  client: wish.optional().describe('Wish for the client whose data are asked for; then ${client} may be used'),
  other: wish.optional().describe('Wish for another client; then ${other} may be used'),
  steps: z.array(json).min(1).describe('What is done, in order'),
})

const take = z.union([name, z.strictObject({ type: name, default: json.optional() })])

export const procedureShape = z.strictObject({
  modes: modes.optional().describe('Default: as the file name says (<name>.direct.yaml), else both'),
  takes: z.record(z.string(), take).optional().describe('What a call must give: name → type, or {type, default}'),
  steps: z.array(json).min(1).describe('What is done, in order'),
  gives: z.record(z.string(), json).optional().describe('What the caller gets under the name of its «as»'),
  undo: name.optional().describe('A procedure that is run when the attempt ends, whatever happened'),
})

export const requirementShape = z.strictObject({
  id: name,
  clause: textShape,
  text: textShape,
  keyword: z.enum(['MUST', 'SHOULD', 'MAY']),
  addressee: z.array(z.enum(['provider', 'user', 'platform'])).min(1),
  basis: z.enum(['source', 'contract', 'choice']),
  untested: z.strictObject({ reason: z.enum(['manual', 'later']), why: name }).optional(),
})

const script = z.enum(['success', 'failure'])
const texts = z.record(z.string(), z.string())
const goal = z.enum(visitGoals)
const form = z.strictObject({
  fill: texts.optional(),
  instead: z.partialRecord(goal, texts).optional(),
  press: z.partialRecord(z.enum(['*', ...visitGoals]), z.string()).optional(),
  again: z.partialRecord(goal, z.string()).optional(),
})

const imported = z.strictObject({ procedure: name, gives: z.record(z.string(), json) })

export const systemShape = z.strictObject({
  importedConsent: imported.optional(),
  id: name,
  title: textShape,
  contract: name,
  submission: name.optional().describe('Path of what goes to the operator with a package, from the project’s root'),
  rows: z.array(z.strictObject({ number: z.int().positive(), title: textShape, system: name, script })),
  services: z.array(z.strictObject({ system: name, title: textShape })).default([]),
  requiredSets: z.array(
    z.strictObject({
      role: z.enum(['provider', 'user']),
      mode: z.enum(['direct', 'through']),
      scenarios: names.min(1),
    }),
  ),
  person: z.strictObject({ forms: z.record(z.string(), form) }).default({ forms: {} }),
})
