import { inLanguage, type Language, type Text } from '../base/text.js'
import { countsOf, withoutExampleBank, type Facts } from './facts.js'
import { faultText } from './fault-text.js'
import type { Matrix } from './fold.js'
import { groupsOf } from './groups.js'
import type { Cell, Row } from './rows.js'

/** Marks of a script beside a defect: it claims and catches it, catches it unasked, claims it in vain. */
const marks = { proven: '●', unclaimed: '○', vain: '✗' }

/** The matrix for a terminal: a line a defect, the scripts that caught it behind; then what is wrong. */
export function consoleLines(matrix: Matrix, facts: Facts, language: Language): string[] {
  const told = (text: Text): string => inLanguage(text, language)
  const width = Math.max(...matrix.rows.map(({ defect }) => defect.id.length), 0)
  const lacking = withoutExampleBank(facts)
  const unclaimed = matrix.rows.filter((row) => row.defect.family === undefined && row.cells.some(isUnclaimed))
  return [
    ...groupsOf(matrix.rows).flatMap(({ title, rows }) => [
      '',
      told(title),
      ...rows.map((row) => `  ${markOf(row)} ${row.defect.id.padEnd(width)}  ${scriptsOf(row, told)}`),
    ]),
    '',
    told(legend),
    ...(lacking ? ['', told(lacking)] : []),
    ...(unclaimed.length > 0 ? ['', told(toComplete), ...unclaimed.map((row) => `  ${completed(row)}`)] : []),
    ...(matrix.faults.length > 0 ? ['', told(wrong)] : []),
    ...matrix.faults.flatMap((fault) => {
      const { what, remedy } = faultText(fault)
      return [`  ${told(what)}`, `    → ${told(remedy)}`]
    }),
    '',
    told(summary(matrix, facts)),
  ]
}

const isProven = (cell: Cell): boolean => cell.claimed && cell.caught.length > 0
const isUnclaimed = (cell: Cell): boolean => !cell.claimed && cell.caught.length > 0
const isVain = (cell: Cell): boolean => cell.claimed && cell.caught.length === 0

const markOf = ({ cells }: Row): string => (cells.some(isProven) ? marks.proven : marks.vain)

/** Those that claim it by name; of a contract's defect, which any look at the contract finds, the others as a number. */
function scriptsOf({ defect, cells, cutShort }: Row, told: (text: Text) => string): string {
  const named = (cell: Cell, mark: string): string => `${mark} ${shortName(cell.scenario)}${modesOf(cell)}`
  const unclaimed = cells.filter(isUnclaimed)
  const others = unclaimed.length > 0 ? [told(andOthers(unclaimed.length))] : []
  return [
    ...cells.filter(isProven).map((cell) => shortName(cell.scenario) + modesOf(cell)),
    ...cells.filter(isVain).map((cell) => named(cell, marks.vain)),
    ...(defect.family === undefined ? unclaimed.map((cell) => named(cell, marks.unclaimed)) : others),
    ...(cutShort ? [told(slow)] : []),
  ].join(', ')
}

/** The scenario's name within its system and folder. */
export const shortName = (scenario: string): string => scenario.split('/').at(-1) ?? scenario

/** Where it was caught in some modes only, which ones. */
function modesOf({ caught, passed, undecided }: Cell): string {
  return caught.length > 0 && passed.length + undecided.length > 0 ? ` (${caught.join(', ')})` : ''
}

const completed = (row: Row): string =>
  `${row.defect.id}: ${row.cells
    .filter(isUnclaimed)
    .map(({ scenario }) => shortName(scenario))
    .join(', ')}`

const legend: Text = {
  ru: `${marks.proven} пойман тем, кто это заявляет; ${marks.unclaimed} пойман без заявления; ${marks.vain} заявлен, но не пойман`,
  en: `${marks.proven} caught by who claims it; ${marks.unclaimed} caught without a claim; ${marks.vain} claimed and not caught`,
}
const toComplete: Text = {
  ru: 'Поймано без заявления — дополните «catches» этих сценариев:',
  en: 'Caught without a claim; complete «catches» of these scripts:',
}
const wrong: Text = { ru: 'Что не так:', en: 'What is wrong:' }
const slow: Text = {
  ru: 'так медленно, что прочие сценарии пропущены',
  en: 'so slow that the other scripts were left out',
}
const andOthers = (count: number): Text => ({
  ru: `${marks.unclaimed} и ещё ${count}`,
  en: `${marks.unclaimed} and ${count} more`,
})

function summary(matrix: Matrix, { rounds, jobs, seconds }: Facts): Text {
  const { defects, scripts, pairs, soundScripts } = countsOf(matrix)
  const met = matrix.faults.length === 0
  const time = `${Math.round(seconds)}`
  return {
    ru: `${met ? 'Планка взята' : `Планка не взята: ${matrix.faults.length}`} · дефектов ${defects}, сценариев ${scripts}, выполнено пар ${pairs}; без дефектов: проходов ${rounds}, выполнено сценариев ${soundScripts} · ${time} с, --jobs ${jobs}`,
    en: `${met ? 'The bar is met' : `The bar is not met: ${matrix.faults.length}`} · defects: ${defects}, scripts: ${scripts}, pairs run: ${pairs}; without a defect: rounds ${rounds}, scripts run ${soundScripts} · ${time} s, --jobs ${jobs}`,
  }
}
