import type { StepKind } from '../model/vocabulary.js'
import { claims } from './claims.js'
import { ageConsent, grantConsent, mintToken, narrowConsent, revokeConsent } from './consent-acts.js'
import { day } from './day.js'
import { filler } from './filler.js'
import { load } from './load.js'
import { pages } from './pages.js'
import { limitedMode, participantState } from './participant-acts.js'
import { proof } from './proof.js'
import { request } from './request.js'
import { series } from './series.js'
import { tamper } from './tamper.js'
import { visit } from './visit.js'

/** The vocabulary of steps. A new step is a file here and a line below. */
export const steps: ReadonlyMap<string, StepKind> = new Map(
  [
    ageConsent,
    claims,
    day,
    filler,
    grantConsent,
    limitedMode,
    load,
    mintToken,
    narrowConsent,
    pages,
    participantState,
    proof,
    request,
    revokeConsent,
    series,
    tamper,
    visit,
  ].map((kind) => [kind.name, kind]),
)
