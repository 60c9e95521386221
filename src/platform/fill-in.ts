import { problem } from '../base/problem.js'
import { didYouMean } from '../base/suggest.js'
import type { PersonForm } from '../model/system.js'
import type { TargetClient } from '../model/target.js'

/** Answers the newest one-time code that was sent to a phone. */
export type Inbox = (phone: string) => Promise<string | undefined>

/** What the person writes into a form's fields: field name → text. What the person does not have stays empty. */
export async function writing(form: PersonForm, client: TargetClient, inbox: Inbox): Promise<Map<string, string>> {
  const written = new Map<string, string>()
  for (const [field, template] of Object.entries(form.fill)) written.set(field, await fill(template, client, inbox))
  return written
}

async function fill(template: string, client: TargetClient, inbox: Inbox): Promise<string> {
  let text = ''
  for (const part of template.split(/(\$\{[^}]*\})/))
    text += part.startsWith('${') ? await look(part.slice(2, -1).trim(), client, inbox) : part
  return text
}

const known = 'client.name, client.iin, client.phone, person.iin, person.phone, company.bin, inbox.code'

/** `client` is whose data it is; `person` is who sits at the screen: for a company, the one who acts for it. */
async function look(name: string, client: TargetClient, inbox: Inbox): Promise<string> {
  const person = client.representative ?? client
  switch (name) {
    case 'client.name':
      return client.name
    case 'client.iin':
      return client.iin
    case 'client.phone':
      return client.phone
    case 'client.representative.iin':
      return client.representative?.iin ?? ''
    case 'client.representative.phone':
      return client.representative?.phone ?? ''
    case 'person.iin':
      return person.iin
    case 'person.phone':
      return person.phone
    case 'company.bin':
      return client.representative ? client.iin : ''
    case 'inbox.code':
      return (await inbox(person.phone)) ?? ''
    default:
      throw problem(
        'person-script',
        `The person does not have «${name}».${didYouMean(name, known.split(', '))}`,
        `Use ${known}.`,
        { name: 'system.yaml › person' },
      )
  }
}
