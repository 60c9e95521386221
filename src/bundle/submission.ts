import { z } from 'zod'
import { problem, ProblemError, type Problem } from '../base/problem.js'
import { didYouMean } from '../base/suggest.js'
import { inLanguage, type Language, type Text } from '../base/text.js'
import type { YamlFile } from '../base/yaml-file.js'
import type { ZipEntry } from './zip.js'

/** What the texts of a submission may speak of. */
export const submissionWords = [
  'participant',
  'systems',
  'roles',
  'apis',
  'runs',
  'documents',
  'enclosures',
  'package',
] as const
export type SubmissionValues = Readonly<Record<(typeof submissionWords)[number], string>>

/** What goes to the operator: appeals with their texts, and what has to be enclosed by hand. */
export interface Submission {
  readonly byHand: readonly Text[]
  readonly appeals: readonly { readonly file: string; readonly text: Text }[]
}

const languages = ['ru', 'kk', 'en'] as const

const text = z
  .strictObject({ ru: z.string().min(1), en: z.string().min(1), kk: z.string().min(1).optional() })
  .transform(({ ru, en, kk }): Text => ({ ru, en, ...(kk === undefined ? {} : { kk }) }))

const submission = z.strictObject({
  byHand: z.array(text).max(20).default([]),
  appeals: z
    .array(
      z.strictObject({
        file: z.string().regex(/^[a-z][a-z0-9-]{0,40}$/, 'expected lower-case letters, digits and hyphens'),
        text,
      }),
    )
    .min(1)
    .max(20),
})

/** @throws ProblemError with every fault, each with line and column; also for a word that nothing stands for */
export function submissionFrom(yaml: YamlFile): Submission {
  const parsed = submission.safeParse(yaml.value)
  const problems = parsed.success
    ? parsed.data.appeals.flatMap(({ text: said }, i) =>
        languages.flatMap((language) =>
          unknownWords(said[language] ?? '').map((word) => unknown(word, yaml, [i, language])),
        ),
      )
    : parsed.error.issues.map((issue): Problem => {
        const path = issue.path.filter((part): part is string | number => typeof part !== 'symbol')
        return {
          code: 'submission',
          what: `«${path.join('.')}»: ${issue.message}.`,
          remedy: 'The file holds «byHand», and «appeals» with «file» and «text» in Russian, English and Kazakh.',
          place: yaml.position(path),
        }
      })
  const [first, ...rest] = problems
  if (first) throw new ProblemError([first, ...rest])
  if (!parsed.success) throw problem('submission', 'this file is no submission', 'Mend it.', { file: yaml.file })
  return parsed.data
}

const placeholder = /\$\{([^}]*)\}/g

function unknownWords(said: string): string[] {
  const known: readonly string[] = submissionWords
  return [...said.matchAll(placeholder)].flatMap(([, word = '']) => (known.includes(word) ? [] : [word]))
}

function unknown(word: string, yaml: YamlFile, [i, language]: readonly [number, string]): Problem {
  return {
    code: 'submission',
    what: `Nothing stands for «\${${word}}».${didYouMean(word, submissionWords)}`,
    remedy: `Known: ${submissionWords.join(', ')}.`,
    place: yaml.position(['appeals', i, 'text', language]),
  }
}

/** The texts as files: `service-desk/testing.ru.txt` and so on, for each language. */
export function serviceDesk({ appeals }: Submission, values: (language: Language) => SubmissionValues): ZipEntry[] {
  return appeals.flatMap(({ file, text: said }) =>
    languages.map((language) => {
      const lookup: Readonly<Record<string, string>> = values(language)
      const written = inLanguage(said, language).replace(placeholder, (_, word: string) => lookup[word] ?? '')
      return { path: `service-desk/${file}.${language}.txt`, bytes: Buffer.from(written) }
    }),
  )
}
