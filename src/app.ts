import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { systemClock } from './base/clock.js'
import { packageRoot } from './base/root.js'
import { checks } from './checks/index.js'
import { runProgram } from './cli/program.js'
import type { Wiring } from './cli/wiring.js'
import { testPageOf } from './control/test-page.js'
import { expiryWarning } from './platform/expiry-warning.js'
import { streamTerminal } from './platform/terminal.js'
import { steps } from './steps/index.js'

/** A real client takes the telephone, scans, signs in, waits for an SMS. */
const handTimeoutMs = 300_000

/** At an application she also looks for what to press, and may have to sign in. */
const appTimeoutMs = 900_000

/** A new consent takes a client and perhaps a visit to her branch. */
const soon = 'P3D'

/** Prompts go to standard error: standard out is the command's result. */
const terminal = () => streamTerminal({ input: process.stdin, output: process.stderr })

/** Loaded only where something is done to the outside, as the wire is: most short commands have no use for HTTP clients and pages. */
const platform = () => import('./platform/index.js')

export { crashed } from './cli/program.js'

/** The command line's entry: the only place that knows every part. Answers the exit code. */
export function main(argv: readonly string[]): Promise<number> {
  const root = packageRoot()
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  return runProgram(argv, wiring(root, version))
}

function wiring(root: string, version: string): Wiring {
  return {
    version,
    root,
    vocabulary: { steps, checks },
    terminal,
    openWire: async ({ limits, proxy }, guard) =>
      (await import('./wire/index.js')).createWire({
        ...limits,
        ...(proxy === undefined ? {} : { proxy }),
        ...(guard ? { guard } : {}),
      }),
    openActs: async ({ acts, clients, limits }, control, { language, signal }) => {
      const { byHandActs, commandActs, controlActs } = await platform()
      switch (acts.kind) {
        case 'control':
          return control && controlActs(control)
        case 'by-hand':
          return byHandActs(terminal(), { language, clients, clock: systemClock, signal })
        case 'command':
          return commandActs(acts.command, { timeoutMs: limits.timeoutMs, signal })
        case 'none':
          return undefined
      }
    },
    openPerson: async (system, target, control, { language, signal }, guard) => {
      const { browserPerson, controlInbox, formPerson, handInbox, personByLink, readBrowserSteps } = await platform()
      const { timeoutMs } = target.limits
      const { ca } = target.platform
      const way = { ...(target.proxy === undefined ? {} : { proxy: target.proxy }), ...(guard ? { guard } : {}) }
      const inbox = control ? controlInbox(control) : handInbox(terminal(), language, signal)
      switch (target.visits.kind) {
        case 'forms':
          return formPerson({ script: system.person, ca, timeoutMs, inbox, ...way })
        case 'by-hand':
          return personByLink({
            terminal: terminal(),
            listen: target.visits.listen,
            timeoutMs: handTimeoutMs,
            language,
            signal,
          })
        case 'browser': {
          const steps = readBrowserSteps(target.visits.steps)
          return browserPerson({
            steps,
            launch: async () => (await import('./render/browser.js')).startBrowser(),
            ca,
            inbox,
            timeoutMs,
            ...(guard ? { guard } : {}),
          })
        }
      }
    },
    openInbox: async ({ role, participant }, control) => {
      if (role !== 'user' || !control) return undefined
      const { openAppInbox, stagedInbox } = await platform()
      return stagedInbox(await openAppInbox(control, participant.id))
    },
    openApp: async ({ app, platform: { ca, pages }, participant }, page, person, { language }) => {
      if (!app) return undefined
      const { openDriver, readDataWords } = await platform()
      return openDriver(app, {
        person,
        page,
        language,
        terminal: terminal(),
        platform: { ca, pageUrl: testPageOf(pages, participant.id) },
        data: readDataWords(join(root, 'templates', 'pages', 'wording', 'scopes.yaml')),
        handTimeoutMs: appTimeoutMs,
      })
    },
    expiryWarning: (consent, now) => expiryWarning(consent, now, soon),
    async startSandbox({ system, home, contract, code, ...listening }) {
      // Loaded only here: the sandbox brings an authorization server that no other command needs.
      const { startSandbox } = await import('./sandbox/index.js')
      const fixtures = join(home.root, 'fixtures', system.id)
      const built = join(root, 'dist', dirname(system.contract), 'handlers.js')
      const shipped = home.shipped && existsSync(built) ? { mock: built } : {}
      const brought = code ? { mock: code.file, codeDigest: code.digest } : {}
      return startSandbox({ system: { contract, fixtures, ...shipped, ...brought }, ...listening })
    },
  }
}
