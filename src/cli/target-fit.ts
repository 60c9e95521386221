import { ProblemError, type Problem } from '../base/problem.js'
import { didYouMean, nearest } from '../base/suggest.js'
import { readYamlFile, type YamlPath } from '../base/yaml-file.js'
import { yellow, type Diagnosis } from '../doctor/diagnosis.js'
import type { Scenario } from '../model/scenario.js'
import type { Target } from '../model/target.js'
import { pathBeside } from '../base/secret.js'
import type { TargetFile } from '../target/target-file.js'

/** A scenario that a target's files name has to be there. @throws ProblemError with every one that is not, each with its line. */
export function refuseUnknownScenarios(
  { file, notApplicable, required }: Pick<TargetFile, 'file' | 'notApplicable' | 'required'>,
  sets: Target['required'],
  scenarios: readonly Pick<Scenario, 'id'>[],
): void {
  const declaredAway = notApplicable.map(({ scenario }, i): Named => [scenario, ['notApplicable', i, 'scenario']])
  const demanded = (sets ?? []).flatMap((set, i) =>
    set.scenarios.map((scenario, j): Named => [scenario, ['requiredSets', i, 'scenarios', j]]),
  )
  const known = scenarios.map(({ id }) => id)
  const [first, ...rest] = [
    ...unknownIn(file, declaredAway, known),
    ...(required === undefined ? [] : unknownIn(pathBeside(required, file), demanded, known)),
  ]
  if (first) throw new ProblemError([first, ...rest])
}

type Named = readonly [scenario: string, path: YamlPath]

function unknownIn(file: string, named: readonly Named[], known: readonly string[]): Problem[] {
  const unknown = named.filter(([scenario]) => !known.includes(scenario))
  if (unknown.length === 0) return []
  const yaml = readYamlFile(file)
  return unknown.map(([scenario, path]) => ({
    code: 'scenario-unknown',
    place: yaml.position(path),
    what: `there is no scenario «${scenario}».${didYouMean(scenario, known)}`,
    remedy: 'Write the id as `synaq list` shows it.',
  }))
}

/** `iin` is a BIN for a customer with this trait, whether a scenario wishes for it or not. */
const meaningful = ['legal-entity']

/** Traits of the file's customers that no scenario wishes for: a slip of the pen, or a customer nobody takes. */
export function unusedTraits(
  { customers = [] }: Pick<TargetFile, 'customers'>,
  scenarios: readonly Pick<Scenario, 'client' | 'other'>[],
): Diagnosis[] {
  const wished = scenarios.flatMap(({ client, other }) => [...(client?.has ?? []), ...(other?.has ?? [])])
  const known = [...new Set([...wished, ...meaningful])].sort()
  return customers.flatMap(({ name, has }) =>
    has.filter((trait) => !known.includes(trait)).map((trait) => unusedTrait(name, trait, known)),
  )
}

function unusedTrait(customer: string, trait: string, known: readonly string[]): Diagnosis {
  const meant = nearest(trait, known)
  return yellow(
    `customers.${customer}.${trait}`,
    {
      ru: `Клиенты: признака «${trait}», который записан за «${customer}», не просит ни один сценарий.${meant === undefined ? '' : ` Может быть, «${meant}»?`}`,
      en: `Customers: no scenario asks for the trait «${trait}» of «${customer}».${didYouMean(trait, known)}`,
    },
    {
      ru: `Исправьте его в «customers» файла цели или уберите. Сценарии просят: ${known.join(', ')}.`,
      en: `Correct it in «customers» of the target file, or take it out. Scenarios ask for: ${known.join(', ')}.`,
    },
  )
}
