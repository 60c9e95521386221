import { z } from 'zod'

const name = z.string().min(1)

/** From where to where a step looks at what the application sent. */
export const windowParams = {
  from: name.describe('name of a drive or an await after which the window begins'),
  until: name.optional().describe('name of a drive or an await before which it ends; by default `alive`'),
  alive: name.describe('name of an await that came later: it shows that the application was alive'),
}
