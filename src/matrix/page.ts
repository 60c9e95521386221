import { inLanguage, type Language, type Text } from '../base/text.js'
import type { Requirement, RequirementId } from '../model/system.js'
import { shortName } from './console.js'
import { countsOf, withoutExampleBank, type Facts } from './facts.js'
import { faultText } from './fault-text.js'
import type { Matrix } from './fold.js'
import { groupsOf } from './groups.js'
import type { Row } from './rows.js'
import { aboutOf } from './wording.js'

/** The matrix as a page in Markdown. `requirements` gives the clause of what a defect breaks. */
export function matrixPage(
  matrix: Matrix,
  facts: Facts,
  requirements: ReadonlyMap<RequirementId, Requirement>,
  language: Language,
): string {
  const told = (text: Text): string => inLanguage(text, language)
  const groups = groupsOf(matrix.rows).flatMap(({ title, rows }) => [
    `## ${told(title)}`,
    '',
    ...table(
      columns.map(told),
      rows.map((row) => cellsOf(row, told)),
    ),
    '',
  ])
  const lacking = withoutExampleBank(facts)
  const broken = [...new Set(matrix.rows.flatMap(({ breaks }) => breaks))].sort()
  const clauses = broken.flatMap((id) => {
    const requirement = requirements.get(id)
    return requirement ? [[id, told(requirement.clause), told(requirement.text)]] : []
  })
  return [
    `# ${told(heading)}: ${facts.system}`,
    '',
    told(introduction(matrix, facts)),
    '',
    ...(lacking ? [told(lacking), ''] : []),
    ...matrix.faults.flatMap((fault) => [`- **${escaped(told(faultText(fault).what))}**`]),
    ...(matrix.faults.length > 0 ? [''] : []),
    ...groups,
    `## ${told(scriptsHeading)}`,
    '',
    ...table(
      scriptColumns.map(told),
      matrix.scripts.map(({ scenario, title, proven, unclaimed }) => [
        `\`${withoutSystem(scenario)}\``,
        told(title),
        `${proven.length}`,
        `${unclaimed.length}`,
      ]),
    ),
    '',
    `## ${told(requirementsHeading)}`,
    '',
    ...table(requirementColumns.map(told), clauses),
    '',
  ].join('\n')
}

function cellsOf(row: Row, told: (text: Text) => string): string[] {
  const { defect, cells, breaks, seen } = row
  const claimed = cells.filter((cell) => cell.claimed && cell.caught.length > 0)
  const others = cells.filter((cell) => !cell.claimed && cell.caught.length > 0)
  const names = claimed.map(({ scenario }) => `\`${shortName(scenario)}\``)
  return [
    `\`${defect.id}\``,
    told(aboutOf(defect)),
    breaks.join(', '),
    seen ? `${told(seen.expected)} → ${told(seen.actual)}` : '',
    [...names, ...(others.length > 0 ? [told(andOthers(others.length))] : [])].join(', '),
  ]
}

/** Provider and platform have scripts of the same name. */
const withoutSystem = (scenario: string): string => scenario.split('/').slice(1).join('/')

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)]
}

/** A value that ends no cell and no line of a table. */
const escaped = (text: string): string => text.replaceAll('|', '\\|').replace(/\s+/g, ' ').trim()

const heading: Text = { ru: 'Матрица дефектов', en: 'Kill matrix' }
const scriptsHeading: Text = { ru: 'Сценарии', en: 'Scripts' }
const requirementsHeading: Text = { ru: 'Нарушенные требования', en: 'Requirements broken' }
const columns: readonly Text[] = [
  { ru: 'Дефект', en: 'Defect' },
  { ru: 'Что не так', en: 'What is wrong' },
  { ru: 'Нарушает', en: 'Breaks' },
  { ru: 'Что видит первый сценарий: ожидалось → получено', en: 'What the first script sees: expected → came' },
  { ru: 'Ловят', en: 'Caught by' },
]
const scriptColumns: readonly Text[] = [
  { ru: 'Сценарий', en: 'Script' },
  { ru: 'Название', en: 'Title' },
  { ru: 'Заявлено и поймано', en: 'Claimed and caught' },
  { ru: 'Поймано сверх того', en: 'Caught besides' },
]
const requirementColumns: readonly Text[] = [
  { ru: 'Требование', en: 'Requirement' },
  { ru: 'Пункт', en: 'Clause' },
  { ru: 'Текст', en: 'Text' },
]
const andOthers = (count: number): Text => ({ ru: `и ещё ${count}`, en: `and ${count} more` })

function introduction(matrix: Matrix, { system, role, version, rounds, jobs, seconds, claimedOnly }: Facts): Text {
  const { defects, scripts, pairs, soundScripts } = countsOf(matrix)
  const command = `npx synaq mutants ${system}${role ? ` --role ${role}` : ''} --sound ${rounds}${claimedOnly ? ' --claimed' : ''} --page FILE`
  const met = matrix.faults.length === 0
  const minutes = (seconds / 60).toFixed(1)
  return {
    ru: [
      `Страницу пишет команда \`${command}\`, Synaq ${version}: каждый дефект закладывается в банк, платформу или приложение по одному, и сценарии, которые заявляют его в «catches», должны его обнаружить; без дефектов ни один сценарий не должен найти ничего. «По контракту» — дефекты, которые следуют из файла OpenAPI сами собой.`,
      '',
      `Дефектов ${defects}, сценариев ${scripts}, выполнено пар ${pairs}; проходов без дефектов ${rounds}, в них выполнено сценариев ${soundScripts}. Заняло ${minutes} мин (--jobs ${jobs}). **${met ? 'Планка взята.' : 'Планка не взята:'}**`,
    ].join('\n'),
    en: [
      `Written by \`${command}\`, Synaq ${version}: one defect after another is planted in a bank, in the platform or in an application, and the scripts that claim it in «catches» have to find it; without a defect no script may find anything. Defects «by the contract» follow from the OpenAPI file by themselves.`,
      '',
      `Defects: ${defects}; scripts: ${scripts}; pairs run: ${pairs}; rounds without a defect: ${rounds}, with ${soundScripts} scripts run. It took ${minutes} minutes (--jobs ${jobs}). **${met ? 'The bar is met.' : 'The bar is not met:'}**`,
    ].join('\n'),
  }
}
