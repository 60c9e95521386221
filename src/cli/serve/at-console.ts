import { userInfo } from 'node:os'
import type { Actor } from '../../store/journal-rows.js'

/** Whoever sits at the terminal: who can read the data folder is an operator, and the journal has the user's name. */
export function atConsole(): Actor {
  return { name: userName(), role: 'operator' }
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    // A user without a name, as containers have them.
    return `uid ${process.getuid?.() ?? 0}`
  }
}
