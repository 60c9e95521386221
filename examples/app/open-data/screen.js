import { speaker, whyBlocks } from '../screens.js'
import { hasWording } from '../wording.js'
import { isStale, localTime } from './age.js'
import { rowOf } from './rows.js'
import { openDataNames } from './source.js'

/** What can be chosen: banks and data. */
export function choiceScreen(language, { config }) {
  const say = speaker(language)
  return {
    name: 'open-data-choice',
    title: say('open.title'),
    blocks: [
      ['text', say('open.about')],
      [
        'form',
        { name: 'choose-open-data', action: '/open-data', button: say('open.show') },
        [
          {
            kind: 'choice',
            name: 'provider',
            label: say('open.banks'),
            options: config.providers.map(({ id, name }) => [id, name]),
          },
          {
            kind: 'choice',
            name: 'data',
            label: say('open.data'),
            options: openDataNames.map((name) => [name, say(`open.${name}`)]),
          },
        ],
      ],
    ],
  }
}

/** Open data of banks as they are, or why they are not there, each with the time that they are of. */
export function openDataScreen(language, { sections, rules }) {
  const say = speaker(language)
  const shown = sections.filter(({ outcome }) => outcome.kind === 'data')
  return {
    name: 'open-data',
    about: {
      'last-update': shown.map(({ outcome }) => asOf(outcome, say)),
      stale: shown.some(isOld) ? [say('open.stale')] : undefined,
    },
    title: say('open.title'),
    blocks: [
      ...sections.flatMap((section) => sectionBlocks(section, say, rules)),
      ['link', '/open-data', say('open.back')],
    ],
  }
}

function sectionBlocks({ provider, what, outcome }, say, rules) {
  const heading = [
    ['heading', provider.name],
    ['subheading', say(`open.${what}`)],
  ]
  if (outcome.kind === 'not-admitted') return [...heading, ['alert', say('open.not-admitted')]]
  if (outcome.kind !== 'data') return [...heading, ...whyBlocks(outcome, say, rules)]
  const { items, leftOut } = outcome
  return [
    ...heading,
    ...rules.lastUpdateTold([['text', asOf(outcome, say)]]),
    ...(isOld({ what, outcome }) ? rules.staleTold([['alert', say('open.stale')]]) : []),
    ...(leftOut === 0 ? [] : [['alert', say('open.left-out', { count: leftOut })]]),
    items.length === 0 ? ['text', say('open.none')] : ['table', items.map((item) => rowOf(what, item, sayKnown(say)))],
  ]
}

const asOf = ({ lastUpdated }, say) => say('open.as-of', { at: localTime(lastUpdated) })

const isOld = ({ what, outcome }) => isStale(what, outcome.lastUpdated)

const sayKnown = (say) => (id, gaps) => (hasWording(id) ? say(id, gaps) : undefined)

/* The sound rules of this file: blocks that are shown as they are. */

/** Data without the time that they are of say nothing. */
export const lastUpdateTold = (blocks) => blocks
export const staleTold = (blocks) => blocks
