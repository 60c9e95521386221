import { systemClock } from '../base/clock.js'
import type { ControlClient } from '../control/client.js'
import type { Target } from '../model/target.js'
import type { RunPorts } from '../run/attempt.js'
import type { Project } from './project.js'
import type { Session, Wiring } from './wiring.js'

export interface PortsOf {
  readonly target: Target
  readonly project: Project
  readonly control: ControlClient | undefined
}

/**
 * Everything that a run does to the outside. An application under test is watched from here on; `close` ends that, and the
 * connections. @throws ProblemError where the sandbox does not watch it.
 */
export async function openPorts(
  { target, project, control }: PortsOf,
  wiring: Wiring,
  session: Session,
): Promise<{ readonly ports: RunPorts; close(): Promise<void> }> {
  const inbox = await wiring.openInbox(target, control)
  const person = await wiring.openPerson(project.system, target, control, session)
  const app = await wiring.openApp(target, inbox, person, session)
  const wire = await wiring.openWire(target)
  return {
    ports: {
      target,
      contract: project.contract,
      vocabulary: wiring.vocabulary,
      wire,
      acts: await wiring.openActs(target, control, session),
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
