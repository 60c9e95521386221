import type { Text } from '../base/text.js'
import type { Awaited, Inbox } from '../model/application.js'
import type { AppInbox } from './app-inbox.js'

/** The same inbox; while something is awaited, the sandbox's page for the application says what. */
export function stagedInbox(inbox: AppInbox): AppInbox {
  const next: Inbox['next'] = async (wish, after, withinMs, signal) => {
    await inbox.stage({ awaited: awaitedText(wish) })
    const arrival = await inbox.next(wish, after, withinMs, signal)
    await inbox.stage({})
    return arrival
  }
  return {
    next,
    mark: () => inbox.mark(),
    between: (from, until) => inbox.between(from, until),
    respond: (rule) => inbox.respond(rule),
    respondNormally: () => inbox.respondNormally(),
    stage: (stage) => inbox.stage(stage),
    pressed: (prompt, signal) => inbox.pressed(prompt, signal),
    close: () => inbox.close(),
  }
}

function awaitedText(wish: Awaited): Text {
  return 'operation' in wish
    ? {
        ru: `Запрос «${wish.operation}»`,
        kk: `«${wish.operation}» сұрауы`,
        en: `The request «${wish.operation}»`,
      }
    : {
        ru: 'Приложение должно отказаться от соединения',
        kk: 'Қосымша қосылудан бас тартуы керек',
        en: 'The app has to break the connection off',
      }
}
