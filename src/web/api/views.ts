import type { AdmissionRecord } from '../../model/admission.js'
import type { ApiRecord } from '../../model/registry.js'
import type { GateReport } from '../../operator/admission/gate.js'
import type { JournalLine } from '../../store/journal-rows.js'
import { apiEntry } from '../../store/registry-rows.js'
import type { RoundRow } from '../../store/round-rows.js'
import type { WorksRow } from '../../store/works-rows.js'
import type { Visitor } from '../visitor.js'

/** As docs/operator-api.yaml has them. */

/** Where target files lie on the operator's machine is the operator's own. */
export function apiBody(api: ApiRecord, { role }: Visitor): object {
  const { targets, ...entry } = apiEntry(api)
  const { number, state, stateSince } = api
  return { ...entry, ...(role === 'participant' ? {} : { targets }), number, state, stateSince }
}

export function gateBody({ open, items }: GateReport): object {
  return {
    open,
    parts: items.map(({ part, missing, admission }) => ({
      part,
      met: missing.length === 0,
      missing,
      ...(admission ? { admission: admission.id } : {}),
    })),
  }
}

export function admissionBody({
  id,
  api,
  environment,
  proof,
  footing,
  admittedAt,
  admittedBy,
}: AdmissionRecord): object {
  const { run, digest, startedAt, endedAt, outcome } = proof
  return {
    ...{ id, api, environment, run, digest, startedAt, endedAt, outcome, admittedAt, admittedBy },
    contract: footing.standing.contract,
    required: footing.required.map((script) => {
      const { scenario, mode } = script
      return script.kind === 'excused'
        ? { scenario, mode, outcome: 'not-applicable', why: script.why.en }
        : { scenario, mode, outcome: 'pass' }
    }),
    leftOut: footing.leftOut,
  }
}

export function roundBody(round: RoundRow): object {
  const { id, slots, trigger, state, missed, takeovers, worker, run } = round
  const { conformance, availability, tests, passed, unanswered, control, works } = round
  const body = {
    ...{ id, dueAt: round.due_at, slots, trigger, state, missed, takeovers, worker, run },
    ...{ startedAt: round.started_at, endedAt: round.ended_at },
    ...{ conformance, availability, tests, passed, unanswered, control, works },
  }
  return withoutNull(body)
}

export function worksBody(row: WorksRow): object {
  const { id, participant, api, kind, notice, limited, note, phase } = row
  return withoutNull({
    ...{ id, participant, api, kind, notice, limited, note, phase },
    ...{ announcedAt: row.announced_at, startsAt: row.starts_at, endsAt: row.ends_at },
    ...{ announcedEnd: row.announced_end, cancelledAt: row.cancelled_at },
  })
}

export function journalBody({ id, at, who, role, did, object, participant, details }: JournalLine): object {
  return withoutNull({ id, at, who, role, did, object, participant, details })
}

const withoutNull = (body: object): object =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null))
