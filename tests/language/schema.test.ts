import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { readYamlFile } from '../../src/base/yaml-file.js'
import { languageSchema } from '../../src/language/index.js'
import { vocabulary } from './sample-words.js'

/** The schema for editors is looked at through a validator, as an editor does. */
const here = dirname(fileURLToPath(import.meta.url))
const position = { file: 'x', line: 1, column: 1 }
const consent = {
  name: 'consent',
  modes: ['direct' as const],
  takes: { client: { type: 'Client' }, scopes: { type: 'list', default: ['accounts'] } },
  steps: [],
  gives: { consentId: '${granted.id}' },
  position,
  digest: '0',
}
const ajv = new Ajv2020({ allErrors: true, strictTypes: false })
const withoutProcedures = ajv.compile(languageSchema(vocabulary) as object)
const withProcedures = ajv.compile(languageSchema(vocabulary, [consent]) as object)

/** The places of a file that the schema refuses. */
function refused(validate: typeof withProcedures, file: string): string[] {
  if (validate(readYamlFile(join(here, file)).value)) return []
  return [...new Set((validate.errors ?? []).map((error) => error.instancePath))]
}

test.each([
  'provider/balance',
  'user/decline',
  'platform/refusal',
  'procedures/consent',
  'procedures/withdraw.through',
])('good/%s.yaml fits', (name) => {
  expect(refused(withoutProcedures, `good/${name}.yaml`)).toEqual([])
  expect(refused(withProcedures, `good/${name}.yaml`)).toEqual([])
})

test('wrong settings of steps and checks are marked where they stand', () => {
  const places = refused(withProcedures, 'bad/wrong-setting/provider/balance.yaml')
  expect(places).toEqual(
    expect.arrayContaining([
      '/steps/0/grant',
      '/steps/1/revoke/consent',
      '/steps/1/revoke/how',
      '/steps/1/checks/0/status',
    ]),
  )
})

test('an unknown step is marked once the procedures are known', () => {
  expect(refused(withProcedures, 'bad/unknown-step/provider/balance.yaml')).toContain('/steps/0')
})

test('a call is described by what the procedure takes', () => {
  expect(refused(withProcedures, 'bad/call/provider/balance.yaml')).toContain('/steps/0/consent')
})

test('every property of the outline says what it is for', () => {
  const { $defs } = languageSchema(vocabulary) as {
    $defs: Record<string, { properties: Record<string, { description?: string }> }>
  }
  const undescribed = ['scenario', 'procedure'].flatMap((name) =>
    Object.entries($defs[name]?.properties ?? {}).filter(([, property]) => property.description === undefined),
  )
  expect(undescribed.map(([key]) => key)).toEqual([])
})
