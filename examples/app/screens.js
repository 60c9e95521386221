import { dataScopes, isWithoutConsent } from './accounts.js'
import { wording } from './wording.js'

/*
 * What the client sees, apart from how it is written down (page.js): a title and blocks, each `[kind, …]`. `about` is what a
 * screen has to tell, so that it can be seen whether it does.
 */

/** The first screen of somebody who has not said who they are. */
export function signInScreen(language, complaint) {
  const say = speaker(language)
  return {
    name: 'sign-in',
    title: say('home.title'),
    blocks: [
      ...(complaint === undefined ? [] : [['alert', say(complaint)]]),
      ['text', say('home.sign-in')],
      [
        'form',
        { name: 'client', action: '/client', button: say('client.enter') },
        [
          { kind: 'text', name: 'name', label: say('client.name') },
          { kind: 'text', name: 'iin', label: say('client.iin') },
        ],
      ],
    ],
  }
}

/** The client's first screen as it is, without asking anybody. */
export function homeScreen(language, { client, config, holdings, rules }) {
  const say = speaker(language)
  const consents = holdings.consentsOf(client)
  const connected = providersOf(consents, config)
  const remembered = rules
    .rememberedBanks(connected, config.providers)
    .map((provider) => ({ provider, data: holdings.rememberedOf(client, provider.id) }))
    .filter(({ data }) => data !== undefined)
  const nothing =
    consents.length === 0
      ? rules.newConsentAsked([['text', say('home.none')]], say)
      : [['text', say('home.nothing-shown')]]
  return {
    name: 'home',
    title: say('home.title'),
    blocks: [
      ['text', say('client.for', { name: client.name })],
      ...(remembered.length === 0 ? nothing : []),
      ...remembered.flatMap(({ provider, data }) => [
        ['heading', provider.name],
        ['text', say('home.as-of', { at: data.at.toLocaleString(language, { timeZone: 'Asia/Almaty' }) })],
        ...data.accounts.flatMap((account) => accountBlocks(account, say)),
      ]),
      ...connected.map((provider) => [
        'link',
        `/accounts?provider=${encodeURIComponent(provider.id)}`,
        say('home.refresh', provider),
      ]),
      ...rules.connectOffered(connectForm(say, config)),
      ...(config.openData ? [['link', '/open-data', say('open.title')]] : []),
      ['form', { name: 'leave', action: '/leave', button: say('client.leave') }, []],
    ],
  }
}

/** The banks that consents name, by the names that are known for them. */
const providersOf = (consents, config) =>
  [...new Set(consents.flatMap(({ providers }) => providers))].map(
    (id) => config.providers.find((provider) => provider.id === id) ?? { id, name: id },
  )

/** Whom a new consent is asked of, and for what. */
const connectForm = (say, { providers }) => [
  [
    'form',
    { name: 'choose', action: '/choose', button: say('home.connect') },
    [
      {
        kind: 'choice',
        name: 'provider',
        label: say('home.choose-banks'),
        options: providers.map(({ id, name }) => [id, name]),
      },
      {
        kind: 'choice',
        name: 'scope',
        label: say('home.choose-data'),
        options: dataScopes.map((scope) => [scope, say(`scope.${scope}`)]),
      },
    ],
  ],
]

/** Before the journey: which organisations are asked for which data. */
export function beforeScreen(language, { client, errand, rules }) {
  const say = speaker(language)
  const { providers, scopes } = errand
  const scopeNames = scopes.map((scope) => scopeName(scope, say))
  return {
    name: 'before',
    about: { organisations: providers.map(({ name }) => name), data: scopeNames },
    title: say('before.title'),
    blocks: [
      ['text', say('client.for', { name: client.name })],
      ...rules.organisationsTold([
        ['text', say('before.organisations')],
        ['list', providers.map(({ name }) => name)],
      ]),
      ...rules.dataTold([
        ['text', say('before.data')],
        ['list', scopeNames],
      ]),
      ['text', say('before.next')],
      ['form', { name: 'connect', action: '/connect', button: say('before.continue') }, []],
    ],
  }
}

const scopeName = (scope, say) => (dataScopes.includes(scope) ? say(`scope.${scope}`) : scope)

/** After the journey: what came of it. */
export function resultScreen(language, { result, rules }) {
  const say = speaker(language)
  const told = resultBlocks(result, say, rules)
  return {
    name: 'result',
    about: { result: [told[0][1]] },
    title: say('result.title'),
    blocks: [...rules.resultTold(told), ['link', '/', say('to-accounts')]],
  }
}

function resultBlocks(result, say, rules) {
  if (result === undefined) return [['text', say('result.none')]]
  const { kind, providers = [] } = result
  if (kind === 'linked')
    return [
      ['text', say('result.linked')],
      ['list', providers.map(({ name }) => name)],
    ]
  if (['declined', 'not-trusted', 'another-session', 'not-served', 'failed'].includes(kind))
    return [['alert', say(`result.${kind}`)]]
  return [['alert', say('result.failed')], ...whyBlocks({ kind, status: result.status }, say, rules)]
}

/** A client's accounts at banks, or why they are not there. */
export function accountsScreen(language, { client, sections, config, rules }) {
  const say = speaker(language)
  const lacksConsent = sections.some(({ outcome }) => isWithoutConsent(outcome))
  return {
    name: 'accounts',
    title: say('accounts.title'),
    blocks: [
      ['text', say('client.for', { name: client.name })],
      ...sections.flatMap(({ provider, outcome }) => [
        ['heading', provider.name],
        ...(outcome.kind === 'accounts' ? accountsBlocks(outcome.accounts, say) : whyBlocks(outcome, say, rules)),
      ]),
      ...(lacksConsent ? rules.connectOffered(connectForm(say, config)) : []),
      ['link', '/', say('to-accounts')],
    ],
  }
}

/** Why there is nothing to be shown of a bank. */
export function whyBlocks({ kind, status, old }, say, rules) {
  const told = [['alert', say(`why.${kind}`)]]
  const blocks = kind === 'not-active' ? rules.notActiveTold(notActiveBlocks(say), status) : told
  const seen = isWithoutConsent({ kind }) ? rules.newConsentAsked(blocks, say) : blocks
  return old === undefined ? seen : [...seen, ['heading', say('old.title')], ...accountsBlocks(old, say)]
}

/** The Guide's sentence in its own words, and in the reader's. */
function notActiveBlocks(say) {
  const original = wording('ru', 'why.not-active')
  const read = say('why.not-active')
  return [original, ...(read === original ? [] : [read])].map((sentence) => ['alert', sentence])
}

const accountsBlocks = (accounts, say) =>
  accounts.length === 0 ? [['text', say('accounts.none')]] : accounts.flatMap((account) => accountBlocks(account, say))

/** How many transactions fit on a screen; the number of all is told. */
const shownTransactions = 10

function accountBlocks({ iban, name, currency, status, balances, transactions }, say) {
  const state = ['closed', 'blocked'].includes(status) ? ` (${say(`accounts.${status}`)})` : ''
  return [
    ['subheading', `${name ?? ''} ${iban} ${currency}${state}`.trim()],
    ...partBlocks(balances, 'accounts.no-balance', say, (rows) =>
      rows.map(({ type, amount, currency: unit, direction }) => [
        'text',
        `${balanceName(type, say)}: ${direction === 'debit' ? '−' : ''}${amount} ${unit}`,
      ]),
    ),
    ...partBlocks(transactions, 'accounts.no-transactions', say, (rows) => [
      ['text', say('accounts.transactions', { count: rows.length })],
      ['table', rows.slice(0, shownTransactions).map((row) => transactionRow(row))],
    ]),
  ]
}

const knownBalances = ['InterimAvailable', 'InterimBooked', 'ClosingBooked']

/** A kind of balance that is not known here is called as the bank calls it. */
const balanceName = (type, say) =>
  knownBalances.includes(type) ? say(`balance.${type}`) : `${say('accounts.balance')} (${type})`

/** A part of an account: its rows, that the consent does not cover it, or why it could not be had. */
function partBlocks(part, notCovered, say, blocksOf) {
  if (part === undefined) return [['text', say(notCovered)]]
  return Array.isArray(part) ? blocksOf(part) : [['alert', say(`why.${part.kind}`)]]
}

const transactionRow = ({ bookingDateTime, description, counterparty, direction, amount, currency }) => [
  String(bookingDateTime).slice(0, 10),
  [description, counterparty].filter(Boolean).join(', '),
  `${direction === 'debit' ? '−' : '+'}${amount} ${currency}`,
]

/** Something that nobody foresaw, or a page that is not there. */
export function errorScreen(language, id) {
  const say = speaker(language)
  return {
    title: say('error.title'),
    blocks: [
      ['alert', say(id)],
      ['link', '/', say('to-start')],
    ],
  }
}

/** What is said in a language. */
export const speaker = (language) => (id, gaps) => wording(language, id, gaps)

/* The sound rules of this file: blocks that are shown as they are. */

export const organisationsTold = (blocks) => blocks
export const dataTold = (blocks) => blocks
export const resultTold = (blocks) => blocks
export const notActiveTold = (blocks) => blocks
export const newConsentAsked = (blocks) => blocks
export const connectOffered = (blocks) => blocks

/** Data of earlier is shown for as long as there is a consent for it. */
export const rememberedBanks = (connected) => connected

/** What the client sees of an error of our own: that there was one. */
export const crashScreen = (_error, language) => errorScreen(language, 'error.internal')
