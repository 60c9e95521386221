import type { Language, Text } from '../../base/text.js'
import type { AppDriver } from '../../model/application.js'
import type { Person } from '../../model/ports.js'
import type { TargetApp } from '../../model/target.js'
import type { Terminal } from '../terminal.js'
import { commandMessenger } from './command.js'
import { handDriver, type StagePage } from './hand-driver.js'
import { programDriver, type Messenger } from './program-driver.js'
import { webhookMessenger } from './webhook.js'

export interface OpenDriverOptions {
  readonly person: Person
  readonly terminal: Terminal
  /** The sandbox's page for the application; without it, a person is asked on the terminal alone. */
  readonly page: StagePage | undefined
  readonly platform: {
    /** PEM: trusted for the webhook where it names no authority of its own. */
    readonly ca: string
    /** The sandbox's page for the application. */
    readonly pageUrl: string
  }
  readonly data: ReadonlyMap<string, Text>
  readonly language: Language
  /** For whatever a person is asked for. */
  readonly handTimeoutMs: number
}

/** The driver of an application in the way that its target says. */
export function openDriver({ drive, ca }: TargetApp, options: OpenDriverOptions): AppDriver {
  const { person, terminal, page, platform, data, language, handTimeoutMs } = options
  const program = (messenger: Messenger): AppDriver =>
    programDriver({ messenger, person, language, ...(ca === undefined ? {} : { ca }) })
  switch (drive.kind) {
    case 'by-hand':
      return handDriver({
        terminal,
        language,
        data,
        pageUrl: platform.pageUrl,
        timeoutMs: handTimeoutMs,
        ...(page ? { page } : {}),
      })
    case 'command':
      return program(commandMessenger(drive.command))
    case 'webhook':
      return program(webhookMessenger({ ca: platform.ca, ...drive }))
  }
}
