import { describe, expect, test } from '@jest/globals'
import { sampleRunOf } from '../../tests/support/sample-runs.js'
import { packageFiles, type PackageParts } from './package.js'
import { isSafePath, readZip, writeZip } from './zip.js'

const bytes = Buffer.from('x')
const files = (...names: readonly string[]) => new Map(names.map((name) => [name, bytes] as const))
const folder = files('act.pdf', 'attempts/0001.ndjson', 'plan.json', 'protocol.pdf', 'report.html', 'run.ndjson')
const submission = {
  byHand: [{ ru: 'Заявление', en: 'Application' }],
  appeals: [
    { file: 'go-live', text: { ru: '${participant}|${runs}\n${apis}\n${enclosures}', en: '${documents} ${package}' } },
  ],
}
const one: PackageParts = {
  runs: [{ record: sampleRunOf({ run: '20261122-074216-k3xq' }, [{ name: 'a', ends: 'pass' }]), files: folder }],
  submission,
  name: 'package.zip',
  madeAt: '2026-11-22T09:00:00.000Z',
  signer: 'k'.repeat(43),
}
const two: PackageParts = {
  ...one,
  runs: [
    ...one.runs,
    {
      record: sampleRunOf({ run: '20261123-074216-aaaa', system: 'sample-open' }, [{ name: 'a', ends: 'fail' }]),
      files: files('plan.json', 'run.ndjson'),
    },
  ],
  protocol: files('act.pdf', 'protocol.pdf', 'summary.json'),
}
const textOf = (parts: PackageParts, path: string): string =>
  Buffer.from(packageFiles(parts).find((entry) => entry.path === path)?.bytes ?? []).toString('utf8')

describe('the files of a package', () => {
  test('have the whole folder of each run, the joint documents, the texts and what explains them, all under plain names', () => {
    const paths = packageFiles(two).map(({ path }) => path)
    expect(paths.slice(0, 4)).toEqual([
      'README.txt',
      'service-desk/go-live.ru.txt',
      'service-desk/go-live.kk.txt',
      'service-desk/go-live.en.txt',
    ])
    for (const path of [
      'runs/20261122-074216-k3xq/attempts/0001.ndjson',
      'protocol/act.pdf',
      'runs/20261123-074216-aaaa/plan.json',
    ])
      expect(paths).toContain(path)
    expect(paths.filter((path) => !isSafePath(path))).toEqual([])
  })

  test('survive a zip', async () => {
    const entries = packageFiles(two)
    const read = await readZip(await writeZip(entries), { files: 100, bytes: 1_000_000 }, 'package.zip')
    expect([...read.keys()].sort()).toEqual(entries.map(({ path }) => path).sort())
  })

  test('the texts name participant, runs with role and times, APIs, and enclosures with what is added by hand first', () => {
    const text = textOf(one, 'service-desk/go-live.ru.txt')
    for (const said of [
      'АО «Алатау Банк» (идентификатор ALATAUBK, БИН 960440000151)|',
      '20261122-074216-k3xq: «Обмен информацией о банковских счетах клиента», поставщик API, напрямую, через платформу; 2026-11-22 12:42:16',
      'Информация о банковских счетах, версия 3.0.0; https://127.0.0.1:40111, https://127.0.0.1:40222',
      '  1. Заявление\n  2. Протокол проведения испытаний: runs/20261122-074216-k3xq/protocol.pdf\n  3. Акт',
    ])
      expect(text).toContain(said)
    // Kazakh wording may be missing; what is filled in is Kazakh all the same.
    expect(textOf(one, 'service-desk/go-live.kk.txt')).toContain('Сынақ жүргізу хаттамасы')
  })

  test('with several runs the joint Protocol and Act are enclosed, and a run that failed says what the Act rests on', () => {
    const text = textOf(two, 'service-desk/go-live.ru.txt')
    expect(text).toContain('Протокол проведения испытаний: protocol/protocol.pdf')
    expect(text).not.toContain('runs/20261122-074216-k3xq/act.pdf')
    expect(text).toContain('Акт составлен на основании разрешений на отступление')
  })

  test('README says in three languages, Russian first, what lies where, who signed and how to verify', () => {
    const readme = textOf(one, 'README.txt')
    const places = ['ПАКЕТ ДЛЯ ОПЕРАТОРА', 'ОПЕРАТОРҒА АРНАЛҒАН ПАКЕТ', 'PACKAGE FOR THE OPERATOR'].map((said) =>
      readme.indexOf(said),
    )
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(places[0]).toBe(0)
    for (const said of [one.signer, 'synaq verify', 'service-desk/', '2026-11-22 14:00:00'])
      expect(readme).toContain(said)
  })

  test('without texts of the operator there are none', () => {
    const { runs, name, madeAt, signer } = one
    expect(packageFiles({ runs, name, madeAt, signer }).some(({ path }) => path.startsWith('service-desk/'))).toBe(
      false,
    )
  })
})
