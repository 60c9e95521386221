import type { JsonObject } from '../../base/json.js'
import { problem } from '../../base/problem.js'
import type { Language } from '../../base/text.js'
import type { AppDone, AppDriver, AppErrand } from '../../model/application.js'
import type { Person } from '../../model/ports.js'
import { errandMessage, questionMessage, readAnswer, readDone } from './message.js'

/** A way to hand a driver a message and have its answer as text. */
export interface Messenger {
  /** By which problems name it. */
  readonly name: string
  /** @throws ProblemError where there is no answer. */
  send(message: JsonObject, signal: AbortSignal): Promise<string>
}

export interface ProgramDriverOptions {
  readonly messenger: Messenger
  /** Walks on where the driver answers with an address. */
  readonly person: Person
  /** PEM of the authority of the application's pages; the platform's where absent. */
  readonly ca?: string
  /** Of questions. */
  readonly language: Language
}

/** An application that is driven by a program of its maker. */
export function programDriver({ messenger, person, ca, language }: ProgramDriverOptions): AppDriver {
  return {
    async drive(errand, signal) {
      const { url, shows } = readDone(await messenger.send(errandMessage(errand), signal), messenger.name)
      if (url !== undefined) return walked(url, errand)
      return { pages: [], ...(shows === undefined ? {} : { shows }) }
    },
    async ask(question, signal, topic) {
      const answer = await messenger.send(questionMessage(question, language, topic), signal)
      return readAnswer(answer, messenger.name)
    },
  }

  async function walked(url: string, errand: AppErrand): Promise<AppDone> {
    if (errand.act === 'read')
      throw problem(
        'driver-url',
        'The driver answered with an address, but data that need no client are read without any page of the platform.',
        'Let it answer {"shows":"…"} with the text that the reader then has before her.',
        { name: messenger.name },
      )
    if (!person.walkThrough)
      throw problem(
        'driver-url',
        'The driver answered with an address, but nobody here can walk on from it.',
        'Write `visits: forms` into the target file, or let the driver walk the pages by itself.',
        { name: messenger.name },
      )
    return person.walkThrough(url, errand.client, errand.goal, ca === undefined ? {} : { ca })
  }
}
