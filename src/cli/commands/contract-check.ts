import { placeText } from '../../base/problem.js'
import { inLanguage, joinTexts, type Text } from '../../base/text.js'
import { likelyOperations, missingCounterparts } from '../../contract/counterparts.js'
import type { LoadedContract } from '../../contract/index.js'
import { ordinarySteps, procedureLookup } from '../../plan/expand.js'
import { lackingIn, lackText } from '../../plan/lacking.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import { loadAnyContract } from '../load-any-contract.js'
import { problemLines } from '../output.js'
import { loadProject, type Project } from '../project.js'
import type { Output, Wiring } from '../wiring.js'

/** `synaq contract check FILE` — gates an operator's file and says what of the reference it has, lacks and calls otherwise. */
export async function contractCheck(
  request: { readonly file: string; readonly overlay?: string; readonly system: string },
  wiring: Wiring,
  out: Output,
): Promise<ExitCode> {
  const project = await loadProject(request.system, wiring)
  const { reference } = project
  const contract = await loadAnyContract(request.file, request.overlay, reference)
  const misfits = contract.notes.filter(({ code }) => code === 'overlay-misfit')
  const notes = contract.notes.filter(({ code }) => code !== 'overlay-misfit')
  const has = [...contract.operations.values()]
  const lacks = [...reference.operations.keys()].filter((id) => !contract.operations.has(id))
  const mapped = new Set([...contract.paths.values()].map((path) => JSON.stringify(path)))
  const more = contract.everyOperation.filter(({ path }) => !mapped.has(JSON.stringify(path)))
  const unmatched = missingCounterparts(contract, reference)
  const leftOut = scriptsLeftOut(project, contract, wiring)

  const heading = (text: Text): void => out.line(`\n${inLanguage(text, out.language)}`)
  out.line(`${contract.title}, ${contract.version}, SHA-256 ${contract.digest}`)
  heading({
    ru: `Операции эталона, которые здесь есть: ${has.length}`,
    en: `Operations of the reference that it has: ${has.length}`,
  })
  for (const { id, method, path } of has) out.line(`  ${id}: ${method} ${path}`)
  heading({
    ru: `Операции эталона, которых здесь нет: ${lacks.length}`,
    en: `Operations of the reference that it lacks: ${lacks.length}`,
  })
  for (const id of lacks) {
    const candidates = likelyOperations(contract, reference, id)
    const hint = { ru: `; возможно, ${candidates.join(', ')}`, en: `; perhaps ${candidates.join(', ')}` }
    out.line(`  ${id}${candidates.length > 0 ? inLanguage(hint, out.language) : ''}`)
  }
  heading({ ru: `Прочие операции: ${more.length}`, en: `Other operations: ${more.length}` })
  for (const { address, id } of more) out.line(`  ${address}${id === undefined ? '' : ` (${id})`}`)
  if (unmatched.length > 0) {
    heading({
      ru: 'Поля эталона без пары: сценарии, которым они нужны, останутся без вывода, пока overlay их не назовёт',
      en: 'Properties of the reference without a counterpart: scripts that need them stay inconclusive until the overlay names them',
    })
    for (const { operation, names } of unmatched) out.line(`  ${operation}: ${names.join(', ')}`)
  }
  heading({
    ru: `Сценарии, которые будут опущены: ${leftOut.length}`,
    en: `Scripts that will be left out: ${leftOut.length}`,
  })
  for (const reason of new Set(leftOut.map(({ why }) => inLanguage(why, out.language)))) {
    out.line(`  ${reason}`)
    for (const { scenario, mode, why } of leftOut)
      if (inLanguage(why, out.language) === reason) out.line(`    ${scenario} (${mode})`)
  }
  if (notes.length > 0) {
    heading({ ru: `Замечания к файлу: ${notes.length}`, en: `Remarks on the file: ${notes.length}` })
    for (const what of new Set(notes.map((note) => note.what))) {
      const [first, ...others] = notes.filter((note) => note.what === what)
      if (first) out.line(problemLines(first))
      if (others.length > 0)
        out.line(
          inLanguage(
            { ru: `  и ещё в местах: ${others.length}`, en: `  and at ${others.length} other places` },
            out.language,
          ),
        )
    }
  }
  heading(
    misfits.length === 0
      ? { ru: 'Файл годится как контракт цели.', en: 'The file can be the contract of a target.' }
      : {
          ru: `Чтобы файл стал контрактом цели: ${misfits.length}`,
          en: `Before the file can be the contract of a target: ${misfits.length}`,
        },
  )
  for (const misfit of misfits) out.line(problemLines(misfit))
  const places = (problems: LoadedContract['notes']) => problems.map((p) => ({ ...p, where: placeText(p.place) }))
  out.result({
    title: contract.title,
    version: contract.version,
    digest: contract.digest,
    ...(contract.overlay ? { overlay: contract.overlay } : {}),
    has: has.map(({ id, method, path }) => ({ operation: id, address: `${method} ${path}` })),
    lacks,
    more: more.map(({ address, id }) => ({ address, ...(id === undefined ? {} : { id }) })),
    unmatched,
    leftOut: leftOut.map(({ scenario, mode, lacks: missing }) => ({ scenario, mode, lacks: missing })),
    notes: places(notes),
    problems: places(misfits),
  })
  return misfits.length === 0 ? exitCodes.conforms : exitCodes.misuse
}

function scriptsLeftOut({ scenarios, procedures }: Project, contract: LoadedContract, { vocabulary }: Wiring) {
  const lookup = procedureLookup(procedures)
  return scenarios.flatMap((scenario) =>
    scenario.modes.flatMap((mode) => {
      const lacks = lackingIn(contract, ordinarySteps(scenario.steps, mode, lookup), vocabulary)
      const all = joinTexts(lacks.map(lackText), ', ')
      const why = { ru: `здесь нет ${all.ru}:`, en: `it lacks ${all.en}:` }
      return lacks.length > 0 ? [{ scenario: scenario.id, mode, lacks, why }] : []
    }),
  )
}
