import { countsOf, type Facts } from './facts.js'
import { faultText } from './fault-text.js'
import type { Matrix } from './fold.js'

/** The matrix as `synaq mutants --json` prints it; docs/scenario-language.md describes the shape. */
export function matrixJson(matrix: Matrix, facts: Facts): object {
  const { rows, scripts, sound, faults } = matrix
  return {
    ...facts,
    met: faults.length === 0,
    counts: countsOf(matrix),
    faults: faults.map((fault) => ({ ...fault, ...faultText(fault) })),
    defects: rows.map(({ subject, defect, cells, breaks, seen, seconds, cutShort }) => ({
      subject,
      ...defect,
      breaks,
      ...(seen ? { seen } : {}),
      seconds,
      cutShort,
      scripts: cells,
    })),
    scripts,
    sound: sound.map(({ subject, round, endings, seconds }) => ({
      subject,
      round,
      scripts: endings.length,
      seconds,
    })),
  }
}
