import { z } from 'zod'
import type { Problem } from '../base/problem.js'
import { ProblemError } from '../base/problem.js'
import { didYouMean } from '../base/suggest.js'
import type { Language } from '../base/text.js'
import { unprintable } from '../base/unprintable.js'
import { inFont } from '../render/printable.js'
import { readYamlFile, type YamlFile, type YamlPath } from '../base/yaml-file.js'

/** What people add to a Protocol and an Act: everything that no run can know. Every field may be left out. */
export type DocumentData = z.infer<typeof documentData>

/** A person or an organisation taking part. */
export type Party = z.infer<typeof party>

const shortText = text(300)
const longText = text(4000)
const date = z
  .string('expected a date, e.g. 2026-11-22')
  .refine(isCalendarDate, 'expected a date of the calendar as year-month-day, e.g. 2026-11-22')

const party = z.strictObject({
  organisation: shortText.optional(),
  unit: shortText.optional(),
  position: shortText.optional(),
  name: shortText.optional(),
})

const documentData = z.strictObject({
  number: z.union([text(60), z.number().transform(String)], 'expected a number or a text').optional(),
  date: date.optional(),
  object: longText.optional(),
  place: longText.optional(),
  participants: z.array(party, 'expected a list').optional(),
  operator: z.array(party, 'expected a list').optional(),
  terms: longText.optional(),
  conclusion: longText.optional(),
  recommendation: longText.optional(),
  signatories: z
    .strictObject(
      {
        participant: z.array(party, 'expected a list').optional(),
        operator: z.array(party, 'expected a list').optional(),
      },
      'expected «participant» and «operator», each a list',
    )
    .optional(),
  languages: z.array(z.enum(['ru', 'kk', 'en'], 'expected ru, kk or en'), 'expected a list').optional(),
})

function text(longest: number) {
  return z
    .string('expected a text')
    .trim()
    .max(longest, `expected at most ${longest} characters`)
    .refine((value) => !unprintable.test(value), 'holds characters that cannot be printed')
    .transform(inFont)
}

function isCalendarDate(value: string): boolean {
  const at = Date.parse(`${value}T00:00:00Z`)
  return /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(at) && new Date(at).toISOString().startsWith(value)
}

/** Reads the data file for documents. @throws ProblemError with all faults at once, each with line and column. */
export function loadDocumentData(file: string): DocumentData {
  return documentDataFrom(readYamlFile(file))
}

/** As `loadDocumentData`, from a file that was already parsed. An empty file gives empty data. */
export function documentDataFrom(yaml: YamlFile): DocumentData {
  const parsed = documentData.safeParse(yaml.value ?? {})
  if (parsed.success) return parsed.data
  const [first, ...rest] = parsed.error.issues.flatMap((issue) => problemsOf(issue, yaml))
  if (first === undefined) throw parsed.error
  throw new ProblemError([first, ...rest])
}

function problemsOf(issue: z.core.$ZodIssue, yaml: YamlFile): Problem[] {
  const path = issue.path.filter((segment): segment is string | number => typeof segment !== 'symbol')
  if (issue.code !== 'unrecognized_keys') {
    const name = path.length === 0 ? 'the file' : `«${path.join('.')}»`
    const what = path.length === 0 ? 'the file must hold keys and values' : `${name}: ${issue.message}.`
    return [
      {
        code: 'document-data',
        what,
        remedy: 'Mend the value; examples/document.yaml shows what the file may hold.',
        place: yaml.position(path),
      },
    ]
  }
  const known = knownKeys(path)
  return issue.keys.map((key) => ({
    code: 'document-data',
    what: `There is no field «${[...path, key].join('.')}».${didYouMean(key, known)}`,
    remedy: `Fields here: ${known.join(', ')}.`,
    place: yaml.position([...path, key], 'key'),
  }))
}

function knownKeys(path: YamlPath): string[] {
  if (path.length === 0) return Object.keys(documentData.shape)
  return path.length === 1 ? ['participant', 'operator'] : Object.keys(party.shape)
}

/** The languages to print in: Russian is the form and always there. */
export function languagesOf(data: DocumentData, wanted: readonly Language[]): Language[] {
  const asked = new Set<Language>(['ru', ...wanted, ...(data.languages ?? [])])
  return (['ru', 'kk', 'en'] as const).filter((language) => asked.has(language))
}
