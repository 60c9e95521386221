import { answerDefects } from './defects/answers.js'
import { consentDefects } from './defects/consents.js'
import { idTokenDefects } from './defects/id-token.js'
import { journeyDefects } from './defects/journey.js'
import { openDataDefects } from './defects/open-data.js'
import { requestDefects, tokenDefects } from './defects/requests.js'
import { screenDefects } from './defects/screens.js'
import { troubleDefects } from './defects/troubles.js'
import { soundRules } from './rules.js'

const accounts = 'npck-accounts'
const openData = 'npck-open-data'

/**
 * Wrong behaviour by name, to see whether a test catches it: `ru` and `en` say what the application then does, `rules`
 * replace sound ones and nothing else, `systems` are those in which it shows. An application that starts from this example
 * deletes this file and its folder.
 */
const defects = {
  ...shownIn([accounts], journeyDefects, idTokenDefects, consentDefects, tokenDefects, screenDefects),
  ...shownIn([accounts, openData], requestDefects, troubleDefects, answerDefects),
  ...shownIn([openData], openDataDefects),
}

function shownIn(systems, ...groups) {
  const named = groups.flatMap((group) => Object.entries(group))
  return Object.fromEntries(named.map(([name, defect]) => [name, { ...defect, systems }]))
}

/** The names that `--defect` takes. */
export const defectNames = Object.keys(defects)

/** The names with what they mean, in Russian and English, and where they show. */
export const defectList = Object.entries(defects).map(([name, { ru, en, systems }]) => ({ name, ru, en, systems }))

/** The sound rules, with those replaced that the named defects break. Each application has defects of its own. */
export const rulesWith = (names) => Object.assign({}, soundRules, ...names.map((name) => planted(defects[name].rules)))

/** Rules that remember something are made anew for each application. */
const planted = (rules) => (typeof rules === 'function' ? rules() : rules)
