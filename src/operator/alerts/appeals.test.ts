import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { temporaryFolder } from '../../../tests/support/folder.js'
import { packageRoot } from '../../base/root.js'
import { readAppeals } from './appeals.js'

const example = join(packageRoot(), 'examples', 'appeals.yaml')
const folder = temporaryFolder()
afterAll(() => folder.remove())

test('departures and outages have the classes, priorities and terms of the Guide', () => {
  const { departs, down, 'by-hand': byHand } = readAppeals(example)
  const brief = ({ index, priority, withinMs }: typeof down) => [index, priority.ru, withinMs / 3_600_000]
  expect(brief(departs)).toEqual(['PU', 'Высокий', 24])
  // The letters as the source has them: all three are Cyrillic.
  expect(brief(down)).toEqual(['\u0418\u0422\u0406', 'Критический', 1])
  expect(brief(byHand)).toEqual(['API', 'Средний', 72])
  expect(departs.topic.ru).toBe('Несоответствие спецификации требований сервисов')
  expect(down.topic.ru).toBe('Недоступность или медленная работа сервисов/Системы')
})

test.each([
  ['priority: medium', 'priority: medum', 'there is no priority «medum».'],
  ['departs: nonconformity', 'departs: nonconformty', 'there is no topic «nonconformty».'],
  ['within: PT1H', 'within: an hour', 'expected a duration such as PT1H or P3D'],
  ['  worker: unavailable\n', '', 'expected the name of a topic'],
])('%s as «%s» is refused with its place', (from, to, what) => {
  const file = join(folder.path, 'appeals.yaml')
  writeFileSync(file, readFileSync(example, 'utf8').replace(from, to))
  expect(() => readAppeals(file)).toThrow(what)
  expect(() => readAppeals(file)).toThrow(/appeals\.yaml:\d+:\d+/)
})
