import { problem } from '../../base/problem.js'

/** What to tell of a port that cannot be listened at; the error itself where it is another one. */
export function portTaken(error: unknown, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const place = { name: '--port' }
  if (code === 'EADDRINUSE')
    return problem(
      'port-taken',
      `port ${port} is taken`,
      'Choose another with --port, or --port 0 for a free one.',
      place,
    )
  if (code === 'EACCES')
    return problem('port-denied', `port ${port} is for privileged programs`, 'Choose one from 1024 with --port.', place)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return problem(
      'host-unknown',
      'this machine has no such address',
      'Name one of its own with --host; 0.0.0.0 is all of them.',
      {
        name: '--host',
      },
    )
  return error
}
