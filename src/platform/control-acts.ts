import type { ControlClient } from '../control/client.js'
import type { PlatformActs } from '../model/ports.js'

/** Acts of the platform carried out by a sandbox's control API. */
export function controlActs(client: Pick<ControlClient, 'act'>): PlatformActs {
  return { perform: (act) => client.act(act) }
}
