import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** Whom PostgreSQL runs as: it refuses to run as root. */
export interface ServerUser {
  readonly uid: number
  readonly gid: number
}

/** Those that may stand in for root, the first that the machine knows. */
const standIns = ['postgres', 'nobody']

/** Undefined where this process is no root and PostgreSQL runs as it does. */
export function serverUser(passwd = '/etc/passwd'): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  const lines = readFileSync(passwd, 'utf8').split('\n')
  for (const name of standIns) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? []
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) }
  }
  return undefined
}

/** Whether the user can go into a folder: every folder above it lets it through. */
export function canReach(user: ServerUser | undefined, folder: string): boolean {
  if (!user) return true
  for (let path = resolve(folder); ; path = dirname(path)) {
    const stat = statSync(path, { throwIfNoEntry: false })
    if (stat) {
      const bit = stat.uid === user.uid ? 0o100 : stat.gid === user.gid ? 0o010 : 0o001
      if ((stat.mode & bit) === 0) return false
    }
    if (path === dirname(path)) return true
  }
}
