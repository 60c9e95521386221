import { problem } from '../../base/problem.js'

/** The database server that the environment names; undefined where it names none. @throws ProblemError where it is no address */
export function databaseUrl(): string | undefined {
  const url = process.env.DATABASE_URL ?? ''
  if (url === '') return undefined
  if (URL.canParse(url) && /^postgres(?:ql)?:$/.test(new URL(url).protocol)) return url
  throw problem(
    'database-url',
    'it is no address of a PostgreSQL',
    'Write postgresql://user:password@host:5432/synaq (characters such as «@» in a password as %40), or unset it to use the PostgreSQL that comes with the install.',
    { name: 'DATABASE_URL' },
  )
}
