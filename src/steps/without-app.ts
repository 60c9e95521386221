import type { StepResult } from '../model/vocabulary.js'

type Trouble = { readonly trouble: NonNullable<StepResult['trouble']> }

/** The step needs an application under test, and there is none. */
export function withoutApp(step: string): Trouble {
  return {
    trouble: {
      cause: 'configuration',
      what: {
        ru: `шаг «${step}» нужен испытуемому приложению, а цель его не называет (role: user, app)`,
        en: `the step «${step}» needs an application under test, and the target names none (role: user, app)`,
      },
    },
  }
}
