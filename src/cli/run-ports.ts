import { systemClock } from '../base/clock.js'
import type { ControlClient } from '../control/client.js'
import type { Target } from '../model/target.js'
import type { RunPorts } from '../run/attempt.js'
import type { Project } from './project.js'
import type { Session, Wiring } from './wiring.js'

/** Everything that carries a run out at a target, opened. */
export interface OpenPorts {
  readonly ports: RunPorts
  /** Closes connections and ends the watch of an application. */
  close(): Promise<void>
}

/** Opens what a run needs of the outside. @throws ProblemError where an application under test cannot be watched. */
export async function openPorts(
  { target, control }: { readonly target: Target; readonly control: ControlClient | undefined },
  { system, contract }: Project,
  wiring: Wiring,
  session: Session,
): Promise<OpenPorts> {
  const inbox = await wiring.openInbox(target, control)
  const person = wiring.openPerson(system, target, control, session)
  const app = wiring.openApp(target, person, inbox, session)
  const wire = wiring.openWire(target)
  return {
    ports: {
      target,
      contract,
      vocabulary: wiring.vocabulary,
      wire,
      acts: wiring.openActs(target, control, session),
      person,
      ...(inbox ? { inbox } : {}),
      ...(app ? { app } : {}),
      clock: systemClock,
    },
    close: async () => {
      await Promise.all([wire.close(), inbox?.close()])
    },
  }
}
