import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'zod'
import type { Json } from '../base/json.js'
import { isBin, isIin, isPhone } from '../base/kazakhstan.js'
import { ProblemError, problem } from '../base/problem.js'
import type { Text } from '../base/text.js'
import { readYamlFile } from '../base/yaml-file.js'
import type { YamlFile } from '../base/yaml-file.js'
import type { Fixtures } from '../system/index.js'
import type { Client } from './state.js'

export const participantIdPattern = /^[A-Z]{4}[0-9]{2}$/
export const participantStates = ['registered', 'blocked', 'not-accredited', 'unregistered'] as const

const participantId = z.string().regex(participantIdPattern, 'a participant id is four capital letters and two digits')
const iin = z.string().refine(isIin, 'not an IIN: check the date of birth and the check digit')
const bin = z.string().refine(isBin, 'not a BIN: check the fifth digit and the check digit')
const phone = z.string().refine(isPhone, 'not a telephone number: +7 and ten digits')
const text = z.string().min(1)

const participantsFile = z.strictObject({
  title: z.strictObject({ ru: text, kk: text.optional(), en: text }),
  participants: z.array(
    z.strictObject({
      id: participantId,
      name: text,
      bin,
      provider: z.boolean().default(false),
      state: z.enum(participantStates).default('registered'),
    }),
  ),
  applications: z.record(
    z.string(),
    z.strictObject({
      participant: participantId,
      name: text,
      identity: text,
      redirectUris: z.tuple([z.url()], z.url()),
      registered: z.boolean().default(true),
      connected: z.boolean().default(true),
    }),
  ),
})

const clientsFile = z.strictObject({
  clients: z.array(
    z.strictObject({
      name: text,
      fullName: text,
      iin: z.union([iin, bin]),
      phone,
      has: z.array(text),
      representative: z.strictObject({ fullName: text, iin, phone }).optional(),
    }),
  ),
})

export type ParticipantFixture = z.infer<typeof participantsFile>['participants'][number]
export type ApplicationFixture = z.infer<typeof participantsFile>['applications'][string]

/** The invented world of a system: who takes part, which applications, which clients; the rest is the mock's. */
export interface World {
  readonly title: Text
  readonly participants: readonly ParticipantFixture[]
  /** By the name under which targets use them. */
  readonly applications: Readonly<Record<string, ApplicationFixture>>
  readonly clients: readonly Client[]
  readonly forMock: Fixtures
}

/**
 * Reads `participants.yaml` and, where there are clients, `clients.yaml` of a folder; every other YAML file in it but
 * `answers.yaml` is handed to the mock.
 * @throws ProblemError with file, line and column of everything that is wrong.
 */
export function loadWorld(folder: string): World {
  const files = new Map(yamlFiles(folder).map((file) => [basename(file).replace(/\.ya?ml$/, ''), readYamlFile(file)]))
  const { title, participants, applications } = parsed(folder, files, 'participants', participantsFile)
  const { clients } = files.has('clients') ? parsed(folder, files, 'clients', clientsFile) : { clients: [] }
  const ours = new Set(['participants', 'clients', 'answers'])
  return {
    title: { ru: title.ru, en: title.en, ...(title.kk === undefined ? {} : { kk: title.kk }) },
    participants,
    applications,
    clients: clients.map(({ representative, ...client }) => ({
      ...client,
      ...(representative ? { representative } : {}),
    })),
    forMock: {
      providers: participants.filter((participant) => participant.provider).map((participant) => participant.id),
      clients,
      data: Object.fromEntries(
        [...files].filter(([name]) => !ours.has(name)).map(([name, file]) => [name, file.value]),
      ),
    },
  }
}

function yamlFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.ya?ml$/.test(name))
      .map((name) => join(folder, name))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw problem('fixtures-unreadable', `The fixtures cannot be read: ${reason}.`, 'Check the path.', { file: folder })
  }
}

function parsed<T>(folder: string, files: ReadonlyMap<string, YamlFile>, name: string, schema: z.ZodType<T>): T {
  const file = files.get(name)
  if (!file) {
    throw problem('fixtures-missing', `There is no ${name}.yaml.`, 'Add it; see the fixtures of another system.', {
      file: folder,
    })
  }
  const result = schema.safeParse(file.value satisfies Json)
  if (result.success) return result.data
  const [first, ...rest] = result.error.issues.map((issue) => ({
    code: 'fixtures-wrong',
    what: `${issue.path.join('.')}: ${issue.message}.`,
    remedy: 'Mend the value.',
    place: file.position(issue.path.filter((segment) => typeof segment !== 'symbol')),
  }))
  throw first ? new ProblemError([first, ...rest]) : result.error
}
