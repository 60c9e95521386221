import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { packageRoot } from '../src/base/root.js'
import type { Language } from '../src/base/text.js'
import { readYamlFile } from '../src/base/yaml-file.js'
import { checks } from '../src/checks/index.js'
import { loadContract } from '../src/contract/index.js'
import type { RunLine } from '../src/evidence/run-folder.js'
import { judgeFolder } from '../src/judge/record.js'
import { loadSystem } from '../src/language/index.js'
import type { Plan } from '../src/model/plan.js'
import type { Role } from '../src/model/system.js'
import type { Target } from '../src/model/target.js'
import { makePlan, type PlanInput } from '../src/plan/plan.js'
import { alone } from '../src/report/basis.js'
import { leftOutLines } from '../src/report/console.js'
import { ctrfOf } from '../src/report/ctrf.js'
import { whySkipped } from '../src/report/departures.js'
import { junitOf } from '../src/report/junit.js'
import { protocolView } from '../src/report/protocol.js'
import { resultsOf } from '../src/report/results.js'
import { wordings } from '../src/report/wording/index.js'
import { steps } from '../src/steps/index.js'
import { memoryTarget } from './support/memory-target.js'
import { at } from './support/sample-exchange.js'

/** Why shipped scripts are left out, from the plan into the documents: each reader is told in a language of theirs. */
const root = packageRoot()
const vocabulary = { steps, checks }
const systems = readdirSync(join(root, 'scenarios'))
const { limits } = memoryTarget()

async function shipped(id: string): Promise<Omit<PlanInput, 'target'>> {
  const scenariosDir = join(root, 'scenarios', id)
  const { contract: file } = readYamlFile(join(scenariosDir, 'system.yaml')).value as { contract: string }
  const contract = await loadContract(join(root, file))
  const { system, scenarios, procedures } = await loadSystem({ scenariosDir, root, vocabulary, contract })
  return { system, scenarios, procedures, contract, vocabulary }
}

/** Of a target that has everything but what every target has to permit or declare, and of targets that lack one thing each. */
function plansFor(input: Omit<PlanInput, 'target'>, role: Role): Plan[] {
  const { scenarios, contract } = input
  const ofSteps = ['control', 'person', 'app', 'screens']
  const needs = [...new Set(scenarios.flatMap((scenario) => scenario.needs))]
  const clients = scenarios.flatMap(({ client, other }) =>
    [client, other].flatMap((wish, i) =>
      wish ? [{ name: `${wish.has.join('+')} ${i}`, has: wish.has, iin: '960440000151', phone: '+77011234567' }] : [],
    ),
  )
  const effects = ['none', 'consent', 'hostile']
  const whole = { role, abilities: [...ofSteps, ...needs], clients }
  const target = (changes: Partial<Target>): Target =>
    memoryTarget({ ...whole, limits: { ...limits, effects }, ...changes })
  const plan = (changes: Partial<Target>, more: Partial<PlanInput> = {}): Plan =>
    makePlan({ ...input, target: target(changes), ...more })
  const without = (lacking: string): Partial<Target> => ({
    abilities: whole.abilities.filter((ability) => ability !== lacking),
  })
  return [
    plan({}),
    plan({ consentCheck: 'platform' }),
    plan({ clients: [] }),
    plan({ clients: clients.slice(0, 1) }),
    plan({ limits: { ...limits, effects: [] } }),
    plan({ required: [{ role, mode: 'direct', scenarios: scenarios.map(({ id }) => id) }] }),
    plan({}, { procedures: [] }),
    plan({}, { contract: { ...contract, operations: new Map() } }),
    ...ofSteps.map((lacking) => plan(without(lacking))),
    ...needs.map((lacking) =>
      plan(without(lacking), { scenarios: scenarios.filter((scenario) => scenario.needs.includes(lacking)) }),
    ),
  ]
}

/** What is left of a reason without its codes: names in quotes, settings in brackets, and what is called so everywhere. */
const prose = (reason: string): string => reason.replace(/«[^«»]*»|\([^()]*\)|\bAPI\b|with: .*/g, '')
const foreign: Readonly<Record<Language, RegExp>> = { ru: /[a-z]|[әғқңөұүһі]/i, kk: /[a-z]/i, en: /[а-яёәғқңөұүһі]/i }

describe.each(systems)('%s', (id) => {
  test.each<Role>(['provider', 'user'])('%s: every reason is in the language of who reads it', async (role) => {
    const plans = plansFor(await shipped(id), role)
    const reasons = plans.flatMap(({ items }) => items.flatMap((item) => (item.planned ? [] : [item.reason])))
    expect(reasons.length).toBeGreaterThan(50)
    for (const language of ['ru', 'kk', 'en'] as const) {
      const told = new Set(reasons.map((reason) => leftOutLines(reason, language)[0] ?? ''))
      expect([...told].filter((reason) => foreign[language].test(prose(reason)))).toEqual([])
    }
  })
})

test('a Protocol of a target with the usual settings has no English reason, nor has any report in Russian', async () => {
  const [usual] = plansFor(await shipped('npck-accounts'), 'provider')
  if (!usual) throw new Error('no plan')
  const plan = { ...usual, items: usual.items.filter(({ planned }) => !planned) }
  const lines: readonly RunLine[] = [
    { type: 'run-started', at, run: '20261122-074216-test', version: '1.2.3', planDigest: '' },
    { type: 'run-ended', at, how: 'complete' },
  ]
  const read = { lines, parts: [], attempts: new Map(), sealed: new Set<number>(), ended: true }
  const record = judgeFolder({ folder: '/runs/one', plan, planned: plan, ...read }, checks)
  const left = resultsOf(record).map((result) => whySkipped(result, wordings.ru) ?? '')
  expect(left).toEqual([
    'заявлено как неприменимое: в файле цели нагрузка не разрешена (limits.effects, limits.load)',
    'заявлено как неприменимое: в файле цели не объявлен предел числа запросов (limits.declaredRate)',
  ])
  const made = {
    protocol: JSON.stringify(protocolView(alone(record), {}, 'ru')),
    junit: junitOf(record, 'ru'),
    ctrf: JSON.stringify(ctrfOf(record, 'ru')),
  }
  for (const text of Object.values(made)) {
    for (const reason of left) expect(text).toContain(reason)
    expect(text).not.toMatch(/the target|limit of requests|permits/)
  }
})
