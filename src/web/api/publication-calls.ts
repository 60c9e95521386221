import { join } from 'node:path'
import type { DecisionAction } from '../../model/decision.js'
import { admit } from '../../operator/admission/admit.js'
import { admissions } from '../../store/admission-rows.js'
import { decision, decisionsBefore } from '../../store/decision-rows.js'
import { journal } from '../../store/journal-rows.js'
import { api } from '../../store/registry-rows.js'
import { lastRounds } from '../../store/round-rows.js'
import { move, runNow, settle } from '../deeds.js'
import { notFound } from '../refusal.js'
import type { Visitor } from '../visitor.js'
import { pageOf, scopeOf, seen, type Answer, type ApiParts, type Handlers } from './call.js'
import { admissionBody, gateBody, journalBody, roundBody } from './views.js'

/** How APIs come to be published, and what becomes of them: the gate, admissions, moves, decisions, rounds, the journal. */
export function publicationCalls(parts: ApiParts): Handlers {
  const { db, clock, registry } = parts
  const apiOf = async (id: string, visitor: Visitor) => seen(await api(db, id), id, visitor)
  const decisionAnswer = async (status: 200 | 201, id: number): Promise<Answer> => {
    const found = await decision(db, id)
    if (!found) throw notFound(`There is no decision ${id}.`)
    return { status, body: found }
  }
  return {
    getGate: async ({ params: { id = '' }, visitor }) => {
      const report = await registry.gate.report(db, await apiOf(id, visitor), clock.now(), 'lately')
      return { status: 200, body: gateBody(report) }
    },
    listAdmissions: async ({ params: { id = '' }, visitor }) => {
      await apiOf(id, visitor)
      return { status: 200, body: { items: (await admissions(db, id)).map(admissionBody) } }
    },
    admit: async ({ params: { id = '' }, body, visitor }) => {
      await apiOf(id, visitor)
      const { run } = body as { readonly run: string }
      const admission = await admit({ db, clock, examiner: registry.examiner }, id, join(registry.runs, run), visitor)
      return { status: 201, body: admissionBody(admission) }
    },
    move: async ({ params: { id = '' }, body, visitor }) => {
      const { action, reason } = body as { readonly action: DecisionAction; readonly reason: string }
      return decisionAnswer(201, await move(parts, id, action, reason, visitor))
    },
    listRounds: async ({ params: { id = '' }, query: { limit, before }, visitor }) => {
      await apiOf(id, visitor)
      const rounds = await lastRounds(db, id, limit + 1, before === undefined ? undefined : String(before))
      return pageOf(rounds, limit, roundBody, ({ due_at }) => due_at)
    },
    runNow: async ({ params: { id = '' }, visitor }) => {
      await runNow(parts, id, visitor)
      return { status: 202 }
    },

    listDecisions: async (call) => {
      const { limit, before, api: of } = call.query
      if (of !== undefined) await apiOf(of, call.visitor)
      const participant = scopeOf(call)
      const made = await decisionsBefore(db, {
        limit: limit + 1,
        ...(before === undefined ? {} : { before: Number(before) }),
        ...(of === undefined ? {} : { api: of }),
        ...(participant === undefined ? {} : { participant }),
      })
      return pageOf(
        made,
        limit,
        (one) => one,
        ({ id }) => id,
      )
    },
    settle: async ({ params: { decision: id = '' }, body, visitor }) => {
      const { as } = body as { readonly as: 'confirm' | 'reject' }
      await settle(parts, Number(id), as === 'confirm', visitor)
      return decisionAnswer(200, Number(id))
    },

    listJournal: async (call) => {
      const { limit, before } = call.query
      const participant = scopeOf(call)
      const lines = await journal(db, {
        limit: limit + 1,
        ...(before === undefined ? {} : { before: Number(before) }),
        ...(participant === undefined ? {} : { participant }),
      })
      return pageOf(lines, limit, journalBody, ({ id }) => id)
    },
  }
}
