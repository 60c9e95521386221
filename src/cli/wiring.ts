import type { AddressGuard } from '../base/address-guard.js'
import type { Instant } from '../base/clock.js'
import type { Language, Text } from '../base/text.js'
import type { ControlClient } from '../control/client.js'
import type { Stage, WorkspaceAccess } from '../control/api.js'
import type { AppDriver, Inbox } from '../model/application.js'
import type { PlatformActs, Person, Wire } from '../model/ports.js'
import type { System } from '../model/system.js'
import type { ImportedConsent, Target } from '../model/target.js'
import type { Vocabulary } from '../model/vocabulary.js'
import type { SystemCode } from './system-code.js'
import type { SystemHome } from './system-home.js'
import type { Dialogue } from './new-target/interview.js'

/** A sandbox that this process started. */
export interface RunningSandbox {
  readonly controlUrl: string
  readonly adminToken: string
  createWorkspace(name?: string): Promise<WorkspaceAccess>
  close(): Promise<void>
}

/** The person at the terminal: in which language she is asked, and how she ends the run. */
export interface Session {
  readonly language: Language
  readonly signal: AbortSignal
}

/** The inbox of an application under test, with the page on which the sandbox shows a person what is wanted. */
export interface WatchedInbox extends Inbox {
  stage(stage: Stage): Promise<void>
  pressed(prompt: string, signal: AbortSignal): Promise<string | undefined>
}

/** What the commands are given by app.ts: they know ports, not who stands behind them. */
export interface Wiring {
  readonly version: string
  /** The folder with package.json, scenarios, mocks, templates. */
  readonly root: string
  /** A folder with systems that do not come with the package, as it was given. */
  readonly systemDir?: string
  /** Code that such a system brings may be run. */
  readonly allowCode?: boolean
  readonly vocabulary: Vocabulary
  /** Whoever sits at this process. */
  terminal(): Dialogue
  /** `guard` decides which addresses may be connected to, here and by a person; all of them where absent. */
  openWire(target: Target, guard?: AddressGuard): Promise<Wire>
  /** By the target's way; undefined where nobody can carry out acts. */
  openActs(target: Target, control: ControlClient | undefined, session: Session): Promise<PlatformActs | undefined>
  openPerson(
    system: System,
    target: Target,
    control: ControlClient | undefined,
    session: Session,
    guard?: AddressGuard,
  ): Promise<Person>
  /** Where the application under test arrives, from now on; undefined where none is under test. @throws ProblemError */
  openInbox(target: Target, control: ControlClient | undefined): Promise<WatchedInbox | undefined>
  /** Makes the application under test act; undefined where none is. Without an inbox, a person is asked on the terminal alone. */
  openApp(
    target: Target,
    inbox: WatchedInbox | undefined,
    person: Person,
    session: Session,
  ): Promise<AppDriver | undefined>
  /** What to tell of an imported consent that expires soon; undefined where there is time enough. */
  readonly expiryWarning: (consent: ImportedConsent, now: Instant) => Text | undefined
  startSandbox(options: {
    readonly system: Pick<System, 'id' | 'contract'>
    readonly home: SystemHome
    readonly contract: string
    /** Of a system that brings code, which was allowed. */
    readonly code?: SystemCode
    readonly port?: number
    /** Where API and pages are served; loopback where absent. */
    readonly host?: string
    /** How others reach them. */
    readonly publicUrl?: string
  }): Promise<RunningSandbox>
}

/** Where a command writes and how. */
export interface Output {
  readonly language: Language
  readonly json: boolean
  /** One line for people; nothing where JSON was asked for. */
  line(text: string): void
  /** The command's result as JSON, where it was asked for. */
  result(value: unknown): void
}
