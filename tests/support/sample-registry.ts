import fc from 'fast-check'
import { isBin } from '../../src/base/kazakhstan.js'
import { readCertificate } from '../../src/operator/registry/certificate.js'
import type { Registry } from '../../src/operator/registry/check.js'
import type { RegistryEntries } from '../../src/operator/registry/entries.js'

/** A registry that holds these entries, its APIs drafts. */
export function registryWith({
  participants = [],
  apis = [],
  applications = [],
  certificates = [],
}: Partial<RegistryEntries>): Registry {
  const draft = { state: 'draft', stateSince: '2026-11-29T00:00:00.000Z' } as const
  const holder = (application: string): string => applications.find(({ id }) => id === application)?.participant ?? ''
  return {
    participants: new Map(participants.map((one) => [one.id, { ...one, limited: false }])),
    apis: new Map(apis.map((one, i) => [one.id, { ...one, ...draft, number: i + 1 }])),
    applications: new Map(applications.map((one) => [one.id, one])),
    certificates: new Map(
      certificates.map(({ pem, participant, application }) => {
        const own = application === undefined ? { participant } : { participant: holder(application), application }
        const certificate = { ...readCertificate(pem), ...own }
        return [certificate.fingerprint, certificate]
      }),
    ),
  }
}

const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._~:-]{0,8}$/)
/** Texts that YAML could take for something else are among them. */
const name = fc.oneof(
  fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }).filter((text) => /\S/.test(text)),
  fc.constantFrom(
    'yes',
    'null',
    '0x1F',
    '1e3',
    '2026-11-29',
    '- a: b # c',
    '{x}',
    '«Банк»',
    "it's",
    '"',
    '|',
    '&a',
    '~',
  ),
)
const text = fc.record({ ru: name, en: name, kk: name }, { requiredKeys: ['ru', 'en'] })
const contact = fc.record(
  { name, email: fc.constantFrom('a@b.example', 'x.y@z.example'), phone: fc.constantFrom('+7 701 000 00 01', '123') },
  { requiredKeys: ['name'] },
)
const passport = fc.record({
  purpose: text,
  description: text,
  documentation: fc.constantFrom('https://bank.example/docs', 'http://a.example/?q=1#x'),
  support: contact,
  version: fc.constantFrom('1.0', '1', '3.2.0', '1e3', 'v 2'),
})
const bins = ['150540000017', '960440000151'].filter(isBin)
const probe = fc.record({
  environment: fc.constantFrom('test', 'live'),
  effects: fc.subarray(['none', 'consent', 'load', 'hostile']),
  only: fc.array(id, { maxLength: 2 }),
  tags: fc.array(id, { maxLength: 2 }),
})
const path = fc.constantFrom('/targets/a.yaml', '/targets/файл цели.yaml', '/t: #1.yaml')
const targets = fc.record({ test: path, live: path }, { requiredKeys: [] })

/** Entries that fit together, in the order in which they are exported; the certificates are these. */
export function arbitraryEntries(pems: readonly string[]): fc.Arbitrary<RegistryEntries> {
  const ids = fc.uniqueArray(id, { minLength: 1, maxLength: 4 })
  return fc.tuple(ids, ids, ids).chain(([banks, apis, applications]) => {
    const [ofBanks, ofApis, ofApplications] = [inOrder(banks), inOrder(apis), inOrder(applications)]
    const participant = fc.constantFrom(...ofBanks)
    return fc.record({
      participants: fc.tuple(
        ...ofBanks.map((one, i) =>
          fc
            .record({
              name,
              bin: fc.constant(bins[i]),
              roles: fc.constantFrom(['provider'], ['user'], ['user', 'provider']),
              accredited: fc.boolean(),
              blocked: fc.boolean(),
              contacts: fc.array(contact, { maxLength: 2 }),
            })
            .map(({ bin, ...rest }) => ({ id: one, ...rest, ...(bin === undefined ? {} : { bin }) })),
        ),
      ),
      apis: fc.tuple(
        ...ofApis.map((one) =>
          fc
            .record({
              participant,
              name,
              targets,
              budget: fc.integer({ min: 0, max: 1920 }),
              passport: fc.option(passport, { nil: undefined }),
              probe,
            })
            .map(({ passport: shown, ...rest }) => ({
              ...{ id: one, system: 'sample', ...rest },
              ...(shown ? { passport: shown } : {}),
            })),
        ),
      ),
      applications: fc.tuple(
        ...ofApplications.map((one) =>
          fc.record({ id: fc.constant(one), participant, name, apis: fc.subarray(ofApis).map(inOrder) }),
        ),
      ),
      certificates: fc.tuple(
        ...pems.map((pem) =>
          fc.oneof(
            participant.map((holder) => ({ participant: holder, pem: readCertificate(pem).pem })),
            fc.constantFrom(...ofApplications).map((application) => ({ application, pem: readCertificate(pem).pem })),
          ),
        ),
      ),
    })
  })
}

const inOrder = (ids: readonly string[]): string[] => [...ids].sort()
