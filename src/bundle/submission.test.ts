import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { isProblemError, placeText } from '../base/problem.js'
import { packageRoot } from '../base/root.js'
import { parseYaml, readYamlFile } from '../base/yaml-file.js'
import { serviceDesk, submissionFrom, submissionWords, type SubmissionValues } from './submission.js'

const values = Object.fromEntries(submissionWords.map((word) => [word, `<${word}>`])) as SubmissionValues

function problemsOf(text: string): string[] {
  try {
    submissionFrom(parseYaml(text, 'submission.yaml'))
  } catch (error) {
    if (!isProblemError(error)) throw error
    return error.problems.map((p) => `${placeText(p.place)} ${p.what}`)
  }
  return []
}

describe('the texts for the Service Desk', () => {
  const shipped = submissionFrom(readYamlFile(join(packageRoot(), 'scenarios', 'npck-accounts', 'submission.yaml')))
  const files = new Map(
    serviceDesk(shipped, () => values).map(({ path, bytes }) => [path, Buffer.from(bytes).toString('utf8')]),
  )

  test.each([
    ['testing', 'Тестирование API'],
    ['go-live', 'Выход в промышленную эксплуатацию'],
  ])('%s: type, subject, priority and index to the letter of Annex 1, in every language', (name, subject) => {
    expect(files.get(`service-desk/${name}.ru.txt`)).toMatch(
      new RegExp(
        `^Тип обращения: Работа с API\nТема обращения: ${subject}\nПриоритет: Средний\nБуквенный индекс: API\n`,
      ),
    )
    for (const language of ['kk', 'en']) {
      const text = files.get(`service-desk/${name}.${language}.txt`) ?? ''
      for (const said of ['Работа с API', subject, 'Средний', '<participant>', '<roles>', '<apis>', '<runs>'])
        expect(text).toContain(said)
    }
  })

  test('no place is left unfilled, and the application is to be added by hand', () => {
    expect(files.size).toBe(6)
    for (const text of files.values()) expect(text).not.toContain('${')
    expect(shipped.byHand[0]?.ru).toMatch(/Заявление.*ДОБАВИТЬ ВРУЧНУЮ/)
    expect(files.get('service-desk/go-live.ru.txt')).toContain('<enclosures>')
  })
})

test.each([
  ['appeals: []\n', '«appeals»'],
  ['appeals:\n  - { file: ../x, text: { ru: a, en: b } }\n', 'expected lower-case letters'],
  ['appeals:\n  - { file: x, text: { ru: a } }\n', '«appeals.0.text.en»'],
  [
    'appeals:\n  - file: x\n    text:\n      ru: ${runs}\n      en: ${run}\n',
    'submission.yaml:5:11 Nothing stands for «${run}». Did you mean «runs»?',
  ],
])('what is wrong in a submission is named: %#', (text, said) => {
  expect(problemsOf(text).join('\n')).toContain(said)
})
