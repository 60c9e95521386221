/** The first files of a system, made of its contract: requirements, procedures, scripts, fixtures, and what could not be made. */
import type { Json, JsonObject } from '../base/json.js'
import type { LoadedContract } from '../contract/loaded.js'
import { pointerTo } from '../contract/pointer.js'
import { wrongExamples } from '../contract/samples/index.js'
import type { OperationId } from '../model/contract.js'
import { describedRules } from './described-rules.js'
import { factsOf } from './facts.js'
import { answers, clients, clientTrait, participants } from './fixtures.js'
import { sharedId } from './links.js'
import { notesText } from './notes-text.js'
import { scriptsOf } from './scripts.js'
import type { DraftRequirement, DraftScenario, Note, OperationFacts } from './types.js'
import { yamlText } from './yaml.js'

export type { Note } from './types.js'
export { grouped, groupText } from './groups.js'
export { slugOf } from './facts.js'

/** What the new system is called, where its contract will lie, and which operations its scripts are about. */
export interface DraftRequest {
  readonly name: string
  readonly contract: LoadedContract
  /** From the root of the new folders. */
  readonly contractFile: string
  readonly operations: readonly OperationId[]
}

/** Files by their paths from the root of the new folders, without the contract itself. */
export interface Draft {
  readonly files: ReadonlyMap<string, string>
  readonly notes: readonly Note[]
  readonly counts: { readonly success: number; readonly failure: number; readonly requirements: number }
}

/** The files of a new system. Always the same for the same contract. */
export function draftSystem({ name, contract, contractFile, operations }: DraftRequest): Draft {
  const notes: Note[] = []
  const facts = linked(operations.map((id) => factsOf(contract, id, notes)))
  const scripts = unlike(facts.flatMap((one) => scriptsOf(one, notes)))
  const rules = describedRules(contract, operations)
  const requirements = [...unique(scripts.flatMap((script) => script.requirements)), ...rules]
  notes.push(...contractNotes(contract, operations))
  if (rules.length > 0)
    notes.push({
      what: `${rules.length} sentences of descriptions say MUST, SHOULD or MAY; they stand in requirements.yaml, untested`,
    })
  const needsToken = facts.some((one) => one.needsToken && one.impossible === undefined)
  const written = answers(facts, notes)
  const scenarios = `scenarios/${name}`
  const fixtures = `fixtures/${name}`
  const files = new Map<string, string>([
    [`${scenarios}/system.yaml`, yamlText(systemFile(name, contract, contractFile, scripts), systemComment)],
    [`${scenarios}/requirements.yaml`, yamlText(requirements.map(requirementFile), requirementsComment)],
    ...(needsToken ? [[`${scenarios}/procedures/access.yaml`, accessProcedure] as const] : []),
    ...scripts.map((script) => [`${scenarios}/provider/${script.name}.yaml`, scenarioText(name, script)] as const),
    [
      `${fixtures}/participants.yaml`,
      yamlText(participants(name, contract.title), 'Invented: who serves, and who asks.'),
    ],
    ...(needsToken
      ? [[`${fixtures}/clients.yaml`, yamlText(clients, 'Invented: in whose name is asked.')] as const]
      : []),
    ...(written === undefined ? [] : [[`${fixtures}/answers.yaml`, yamlText(written, answersComment)] as const]),
  ])
  const counts = {
    success: scripts.filter(({ script }) => script === 'success').length,
    failure: scripts.filter(({ script }) => script === 'failure').length,
    requirements: requirements.length,
  }
  files.set('NOTES.md', notesText({ name, contract, operations, notes, counts }))
  return { files, notes, counts }
}

/** The operations, those whose id a list of the contract gives with that list. */
function linked(all: readonly OperationFacts[]): OperationFacts[] {
  return all.map((facts) => {
    const id = facts.impossible === undefined ? sharedId(facts, all) : undefined
    const list = id && all.find((one) => one.id === id.list)
    if (!id || !list) return facts
    return { ...facts, request: { ...facts.request, [id.parameter]: id.value }, shared: { id, list } }
  })
}

/** Two operations may come to one file name. */
function unlike(scripts: readonly DraftScenario[]): DraftScenario[] {
  const taken = new Map<string, number>()
  return scripts.map((script) => {
    const nth = (taken.get(script.name) ?? 0) + 1
    taken.set(script.name, nth)
    return nth === 1 ? script : { ...script, name: `${script.name}-${nth}` }
  })
}

const unique = (requirements: readonly DraftRequirement[]): DraftRequirement[] => [
  ...new Map(requirements.map((one) => [one.id, one])).values(),
]

const systemComment =
  'Made from the contract by `synaq system new`; from here on it is yours. docs/own-systems.md explains the files.'
const requirementsComment = `What the contract says, place by place (JSON Pointers into it), and whom it binds.
Made by \`synaq system new\`. Add what other documents say, with the basis «source».`
const answersComment = `What the invented provider answers: by operation, the first entry whose «when» is met; a body that is left out is the
contract's. Anything else with an id in its path is refused as unknown.`

function systemFile(
  name: string,
  contract: LoadedContract,
  contractFile: string,
  scripts: readonly DraftScenario[],
): Json {
  const title = contract.title
  const row = (number: number, script: 'success' | 'failure', ru: string, en: string): JsonObject => ({
    number,
    title: { ru: `${ru} процесса «${title}».`, en: `${en} of «${title}».` },
    system: name,
    script,
  })
  return {
    id: name,
    title: { ru: title, en: title },
    contract: contractFile,
    rows: [
      row(1, 'success', 'Успешный сценарий', 'Success scenario'),
      row(2, 'failure', 'Неуспешные сценарии', 'Failure scenarios'),
    ],
    requiredSets:
      scripts.length === 0
        ? []
        : [{ role: 'provider', mode: 'direct', scenarios: scripts.map((script) => `${name}/provider/${script.name}`) }],
  }
}

function requirementFile({ id, pointer, text, keyword, basis, untested }: DraftRequirement): Json {
  const at = pointer === '' ? '/' : pointer
  return {
    id,
    clause: { ru: `Контракт, ${at}`, en: `Contract, ${at}` },
    text: { ru: text.ru, en: text.en },
    keyword,
    addressee: ['provider'],
    basis,
    ...(untested === undefined ? {} : { untested: { reason: 'manual', why: untested } }),
  }
}

function scenarioText(system: string, script: DraftScenario): string {
  const { name, title, requirements, catches, needsClient, steps } = script
  const value = {
    id: `${system}/provider/${name}`,
    title: { ru: title.ru, en: title.en },
    script: script.script,
    modes: ['direct'],
    requires: requirements.map(({ id }) => id),
    ...(catches.length > 0 ? { catches } : {}),
    ...(needsClient ? { effects: ['consent'], client: { has: [clientTrait] } } : {}),
    steps: steps.map(({ does, checks }) => ({ ...does, ...(checks ? { checks } : {}) })),
  }
  return yamlText(value as object as Json, requirements[0].pointer)
}

/** We are the platform: it records what the client allowed and issues the token. */
const accessProcedure = `# We are the platform: it records what the client agreed to and issues the token that the provider is shown.
modes: [direct]
takes:
  client: Client
  scopes: list
steps:
  - grant-consent: { client: '\${client}', scopes: '\${scopes}', as: granted }
  - mint-token: { consent: '\${granted.consentId}', client: '\${client}', scopes: '\${scopes}', as: minted }
gives:
  authorization: 'Bearer \${minted.token}'
  certificate: platform
`

/** What in the contract itself a person should look at. */
function contractNotes(contract: LoadedContract, operations: readonly OperationId[]): Note[] {
  const examples = operations.flatMap((operation) =>
    wrongExamples(contract, operation).map(({ path, departures }): Note => {
      const [first] = departures
      const where = first === undefined ? '' : ` at «${first.at}»: ${first.expected} expected, ${first.seen} shown`
      return { operation, what: `the example ${pointerTo(path)} departs from its own schema${where}` }
    }),
  )
  const remarks = new Map(
    contract.notes.map(({ what }) => [what, contract.notes.filter((one) => one.what === what).length]),
  )
  const told = [...remarks].map(([what, times]): Note => ({
    what: `the contract: ${what}${times > 1 ? ` (${times} places)` : ''}`,
  }))
  return [...examples, ...told]
}
