import { isProblemError } from '../../base/problem.js'
import type { WorksId } from '../../model/works.js'
import { announceWorks, cancelWorks, endWorks, type WorksAsk } from '../../operator/works.js'
import type { WorksWarning } from '../../operator/works/warnings.js'
import { warningText } from '../../operator/works/words.js'
import { works, worksAhead, worksPast } from '../../store/works-rows.js'
import type { WebParts } from '../parts.js'
import { notFound, Refusal } from '../refusal.js'
import type { Visitor } from '../visitor.js'
import { asksForOthers, scopeOf, type Answer, type Handlers } from './call.js'
import { worksBody } from './views.js'

/** What stands in the way as things are now; everything else that is refused cannot be entered at any time. */
const notNow: ReadonlySet<string> = new Set(['works-begun', 'works-not-begun', 'works-over', 'works-cancelled'])

/** Works: announced, ended, called off. */
export function worksCalls({ db, clock, wake }: WebParts): Handlers {
  const change = (act: typeof endWorks): Handlers[string] => {
    return async ({ params, visitor }) => {
      const id = Number(params.works)
      await refusing(db.transaction((tx) => act(tx, id, visitor, clock.now())))
      wake()
      return worksAnswer(id, visitor)
    }
  }
  const worksAnswer = async (id: WorksId, visitor: Visitor): Promise<Answer> => {
    const found = await works(db, id)
    const own =
      found &&
      (found.participant === null || visitor.role !== 'participant' || found.participant === visitor.participant)
    if (!own) throw notFound(`There are no works no. ${id}.`)
    return { status: 200, body: worksBody(found) }
  }
  return {
    listWorks: async (call) => {
      const { when = 'ahead', limit } = call.query
      if (asksForOthers(call)) return { status: 200, body: { items: [] } }
      const participant = scopeOf(call)
      const filter = participant === undefined ? {} : { participant }
      const now = clock.now()
      const found = when === 'ahead' ? await worksAhead(db, now, filter) : await worksPast(db, now, limit, filter)
      return { status: 200, body: { items: found.map(worksBody) } }
    },
    getWorks: ({ params, visitor }) => worksAnswer(Number(params.works), visitor),
    announceWorks: async ({ body, visitor }) => {
      const ask = body as WorksAsk
      const answer = await refusing(db.transaction((tx) => announceWorks(tx, ask, visitor, clock.now())))
      if (answer.kind === 'warned') throw warned(answer.warnings)
      if (answer.kind === 'known') return { status: 200, body: { works: worksBody(answer.works), warnings: [] } }
      wake()
      const warnings = answer.warnings.map((warning) => ({ code: codeOf(warning), what: warningText(warning) }))
      return { status: 201, body: { works: worksBody(answer.works), warnings } }
    },
    endWorks: change(endWorks),
    cancelWorks: change(cancelWorks),
  }
}

const codeOf = ({ kind }: WorksWarning): string => `works-${kind}`

function warned(warnings: readonly WorksWarning[]): Refusal {
  const remedy = 'Announce them otherwise, or send the same with `anyway: true`.'
  const problems = warnings.map((warning) => ({ code: codeOf(warning), what: warningText(warning).en, remedy }))
  return new Refusal(409, 'works-warned', problems.map(({ what }) => what).join(' '), remedy, problems)
}

async function refusing<T>(done: Promise<T>): Promise<T> {
  return done.catch((error: unknown) => {
    if (!isProblemError(error)) throw error
    const { code, what, remedy } = error.problems[0]
    if (code === 'works-unknown') throw notFound(`${what}.`)
    throw notNow.has(code) ? new Refusal(409, code, what, remedy) : error
  })
}
