import { answerDefects } from './defects/answers.js'
import { consentDefects } from './defects/consents.js'
import { idTokenDefects } from './defects/id-token.js'
import { journeyDefects } from './defects/journey.js'
import { requestDefects } from './defects/requests.js'
import { screenDefects } from './defects/screens.js'
import { troubleDefects } from './defects/troubles.js'
import { soundRules } from './rules.js'

/** The systems that this application knows. */
export const servedSystems = ['npck-accounts']

/**
 * Wrong behaviour by name, to see whether a test catches it: `ru` and `en` say what the application then does, `rules`
 * replace sound ones and nothing else. An application that starts from this example deletes this file and its folder.
 */
const defects = {
  ...journeyDefects,
  ...idTokenDefects,
  ...consentDefects,
  ...requestDefects,
  ...troubleDefects,
  ...answerDefects,
  ...screenDefects,
}

/** The names that `--defect` takes. */
export const defectNames = Object.keys(defects)

/** The names with what they mean, in Russian and English. */
export const defectList = Object.entries(defects).map(([name, { ru, en }]) => ({ name, ru, en }))

/** The sound rules, with those replaced that the named defects break. Each application has defects of its own. */
export const rulesWith = (names) => Object.assign({}, soundRules, ...names.map((name) => planted(defects[name].rules)))

/** Rules that remember something are made anew for each application. */
const planted = (rules) => (typeof rules === 'function' ? rules() : rules)
