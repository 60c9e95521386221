import type { StepKind } from '../model/vocabulary.js'
import { absent } from './absent.js'
import { awaited } from './await.js'
import { burst } from './burst.js'
import { calls } from './calls.js'
import { claims } from './claims.js'
import { ageConsent, grantConsent, mintToken, narrowConsent, revokeConsent } from './consent-acts.js'
import { day } from './day.js'
import { drive } from './drive.js'
import { entityTag } from './entity-tag.js'
import { filler } from './filler.js'
import { load } from './load.js'
import { pages } from './pages.js'
import { hostileRequest } from './hostile-request.js'
import { limitedMode, participantState, rateLimit } from './participant-acts.js'
import { apiCheck, connection, publication, registerParticipant } from './registry-acts.js'
import { pause } from './pause.js'
import { proof } from './proof.js'
import { prompt } from './prompt.js'
import { request } from './request.js'
import { respond } from './respond.js'
import { series } from './series.js'
import { tamper } from './tamper.js'
import { visit } from './visit.js'

/** The vocabulary of steps. A new step is a file here and a line below. */
export const steps: ReadonlyMap<string, StepKind> = new Map(
  [
    absent,
    ageConsent,
    apiCheck,
    awaited,
    burst,
    calls,
    claims,
    connection,
    day,
    drive,
    entityTag,
    filler,
    grantConsent,
    hostileRequest,
    limitedMode,
    load,
    mintToken,
    narrowConsent,
    pages,
    pause,
    participantState,
    prompt,
    proof,
    publication,
    rateLimit,
    registerParticipant,
    request,
    respond,
    revokeConsent,
    series,
    tamper,
    visit,
  ].map((kind) => [kind.name, kind]),
)
