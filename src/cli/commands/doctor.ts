import { systemClock } from '../../base/clock.js'
import { isProblemError, placeText, type Problem } from '../../base/problem.js'
import { diagnose, worst, type Diagnosis, type DoctorParts, type Health, type Wish } from '../../doctor/index.js'
import { diagnosisLines } from '../diagnosis-lines.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import { openTarget, type OpenTarget } from '../open-target.js'
import type { Output, Session, Wiring } from '../wiring.js'

/** `synaq doctor TARGET` — whether everything is in order for a run to say something, and how to mend what is not. */
export async function doctor(targetFile: string, wiring: Wiring, out: Output): Promise<ExitCode> {
  const seen: Diagnosis[] = []
  for await (const diagnosis of examination(targetFile, wiring)) {
    seen.push(diagnosis)
    diagnosisLines(diagnosis, out.language).forEach((line) => out.line(line))
  }
  out.line('')
  out.line(conclusion(seen)[out.language === 'en' ? 'en' : 'ru'])
  out.result({ target: targetFile, state: worst(seen), diagnoses: seen })
  return worst(seen) === 'red' ? exitCodes.misuse : exitCodes.conforms
}

/** A target that cannot be opened is a finding, not the end of the command. */
async function* examination(targetFile: string, wiring: Wiring): AsyncGenerator<Diagnosis> {
  const opened = await openTarget(targetFile, wiring).catch((error: unknown) => {
    if (isProblemError(error)) return error.problems
    throw error
  })
  if (!('target' in opened)) {
    yield* opened.map(asDiagnosis)
    return
  }
  const { target, project, control, warnings } = opened
  yield* warnings
  const wire = await wiring.openWire(target)
  const unattended = target.acts.kind === 'control' || target.acts.kind === 'command'
  const session = { language: 'en', signal: new AbortController().signal } as const
  try {
    yield* diagnose(target, {
      contract: project.contract,
      wishes: wishesOf(opened),
      wire,
      acts: unattended ? await wiring.openActs(target, control, session) : undefined,
      app: await unattendedApp(opened, wiring, session),
      clock: systemClock,
    })
  } finally {
    await wire.close()
  }
}

/** Only a program is asked; a person would have to answer. */
async function unattendedApp(
  { target, project, control }: OpenTarget,
  wiring: Wiring,
  session: Session,
): Promise<DoctorParts['app']> {
  if (!target.app || target.app.drive.kind === 'by-hand') return undefined
  const person = await wiring.openPerson(project.system, target, control, session)
  return wiring.openApp(target, undefined, person, session)
}

function asDiagnosis({ code, place, what, remedy }: Problem): Diagnosis {
  const where = placeText(place)
  const whole = where === '' ? what : `${where}: ${what}`
  return { id: code, state: 'red', what: { ru: whole, en: whole }, remedy: { ru: remedy, en: remedy } }
}

/** The scripts that judge the bank in a mode of the target, and are not declared away. */
function wishesOf({ target, project }: OpenTarget): Wish[] {
  const declaredAway = target.notApplicable.map(({ scenario }) => scenario)
  return project.scenarios
    .filter(({ subject, id }) => subject === target.role && !declaredAway.includes(id))
    .filter(({ modes }) => modes.some((mode) => target.modes.includes(mode)))
    .flatMap(({ id, client, other }) =>
      [client, other].flatMap((wish) => (wish ? [{ scenario: id, has: wish.has }] : [])),
    )
}

function conclusion(seen: readonly Diagnosis[]): { readonly ru: string; readonly en: string } {
  const count = (state: Health): number => seen.filter((diagnosis) => diagnosis.state === state).length
  const counts = [count('green'), count('yellow'), count('red')] as const
  const next = {
    green: { ru: 'Можно запускать: synaq run.', en: 'Ready: synaq run.' },
    yellow: {
      ru: 'Запускать можно; посмотрите на строки с «!».',
      en: 'A run is possible; look at the lines with «!».',
    },
    red: {
      ru: 'Сначала устраните то, что отмечено «✗», по порядку сверху.',
      en: 'First mend what bears «✗», from the top.',
    },
  }[worst(seen)]
  return {
    ru: `В порядке: ${counts[0]}, внимание: ${counts[1]}, устранить: ${counts[2]}. ${next.ru}`,
    en: `In order: ${counts[0]}, worth a look: ${counts[1]}, to mend: ${counts[2]}. ${next.en}`,
  }
}
