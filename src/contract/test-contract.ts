import { mkdtemp, rm, writeFile, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parse, stringify } from 'yaml'
import type { Problem } from '../base/problem.js'
import type { LoadedContract } from './loaded.js'
import { loadContract } from './index.js'

/** For tests: loads a contract from the texts of its files; the first is the contract. */
export async function loadText(files: Readonly<Record<string, string>>): Promise<LoadedContract> {
  const folder = await mkdtemp(join(tmpdir(), 'contract-'))
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeFile(join(folder, name), text)
    }
    return await loadContract(join(folder, Object.keys(files)[0] ?? ''))
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** For tests: a contract whose only operation `read` answers 200 with this schema, written as YAML. */
export function loadSchema(schema: string, components = '{}'): Promise<LoadedContract> {
  const content = { 'application/json': { schema: parse(schema) as unknown } }
  const read = { operationId: 'read', 'x-served-by': 'bank', responses: { 200: { description: 'ok', content } } }
  return loadText({
    'openapi.yaml': stringify({
      openapi: '3.1.0',
      info: { title: 'Test', version: '1' },
      paths: { '/a': { get: read } },
      components: { schemas: parse(components) as unknown },
    }),
  })
}

/** For tests: the problems of a contract, each as `line:column code what`. */
export async function problemsOf(files: Readonly<Record<string, string>>): Promise<string[]> {
  return loadText(files).then(
    () => [],
    (error: unknown) =>
      (error as { problems: readonly Problem[] }).problems.map(({ place, code, what }) => {
        const at = place && 'file' in place ? `${place.line ?? '-'}:${place.column ?? '-'}` : '-'
        return `${at} ${code} ${what}`
      }),
  )
}
