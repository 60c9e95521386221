import { holdsPersonal } from './personal.js'

/** What a server or an organisation is known by; anything else in a subject may be a person's. */
const open = new Set(['CN', 'O', 'OU', 'C', 'L', 'ST', 'DC', 'organizationIdentifier'])

/** Certificates made out to a person say so by these (RFC 4519, X.520); their common name is a person's then. */
const ofPerson = /(?:^|, )(?:SN|surname|GN|givenName|emailAddress|E|title|pseudonym|serialNumber)=/i

/**
 * A certificate's subject as it may be kept: `C=KZ, O=…, CN=…`. National certification centres write people's names and IINs
 * into certificates: what is no attribute of an organisation is hidden, and the name too where the subject is a person.
 */
export function shownSubject(subject: string): string {
  const isPerson = ofPerson.test(subject)
  return subject
    .split(/, (?=[A-Za-z][\w.]*=)/)
    .map((attribute) => {
      const [name = ''] = attribute.split('=')
      const isHidden = !open.has(name) || (isPerson && name === 'CN') || holdsPersonal(attribute)
      return isHidden && attribute !== '' ? `${/^[A-Za-z][\w.]{0,39}$/.test(name) ? name : '?'}=(hidden)` : attribute
    })
    .join(', ')
}
