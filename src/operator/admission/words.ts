import { kazakhstanTime, type Instant } from '../../base/clock.js'
import { literal, type Text } from '../../base/text.js'
import type { Standing } from '../../model/admission.js'
import type { ApiEnvironment } from '../../model/registry.js'
import type { Outcome } from '../../model/verdict.js'
import type { Shortfall } from './shortfalls.js'

const runAgain: Text = {
  ru: 'Проведите запуск ещё раз (`synaq run ФАЙЛ_ЦЕЛИ`) и допустите его.',
  kk: 'Іске қосуды қайталап (`synaq run НЫСАНА_ФАЙЛЫ`), оны қабылдаңыз.',
  en: 'Run again (`synaq run TARGET_FILE`) and admit that run.',
}

const day = (at: Instant): string => kazakhstanTime(at).date
const days = (ms: number): number => Math.floor(ms / 86_400_000)

const nameOf: Readonly<Record<keyof Standing, Text>> = {
  system: { ru: 'система', kk: 'жүйе', en: 'the system' },
  role: { ru: 'роль', kk: 'рөл', en: 'the role' },
  participant: { ru: 'участник', kk: 'қатысушы', en: 'the participant' },
  environment: { ru: 'среда', kk: 'орта', en: 'the environment' },
  modes: { ru: 'способы вызова', kk: 'шақыру тәсілдері', en: 'the modes' },
  endpoints: { ru: 'адреса', kk: 'мекенжайлар', en: 'the addresses' },
  consentCheck: { ru: 'проверка согласия (consentCheck)', kk: 'келісімді тексеру (consentCheck)', en: 'consentCheck' },
  contract: { ru: 'контракт', kk: 'келісімшарт', en: 'the contract' },
  code: { ru: 'код системы', kk: 'жүйенің коды', en: "the system's code" },
  requirements: { ru: 'требования', kk: 'талаптар', en: 'the requirements' },
}

const environmentOf: Readonly<Record<ApiEnvironment, Text>> = {
  test: { ru: 'тестовой', kk: 'тестілік', en: 'test' },
  live: { ru: 'промышленной', kk: 'өнеркәсіптік', en: 'live' },
}

const outcomeOf: Readonly<Record<Outcome, Text>> = {
  pass: { ru: 'пройден', kk: 'өтті', en: 'passed' },
  fail: { ru: 'расхождение', kk: 'ауытқу', en: 'departed' },
  inconclusive: { ru: 'без вывода', kk: 'қорытындысыз', en: 'was inconclusive' },
  skipped: { ru: 'не проводился', kk: 'өткізілмеді', en: 'was not run' },
}

const because = (why: Text | undefined, language: 'ru' | 'kk' | 'en'): string =>
  why ? `: ${why[language] ?? why.ru}` : ''

/** What is missing for first publication, and how to mend it. */
export const words = {
  notAccredited: (id: string): Shortfall => ({
    code: 'participant-accreditation',
    what: {
      ru: `Участник ${id} не аккредитован.`,
      kk: `${id} қатысушысы аккредиттелмеген.`,
      en: `The participant ${id} is not accredited.`,
    },
    remedy: {
      ru: 'Когда аккредитация пройдена, внесите её в реестр: accredited: true.',
      kk: 'Аккредиттеуден өткен соң оны тізілімге енгізіңіз: accredited: true.',
      en: 'Once it is, enter it: accredited: true.',
    },
  }),
  blocked: (id: string): Shortfall => ({
    code: 'participant-blocked',
    what: {
      ru: `Участник ${id} заблокирован.`,
      kk: `${id} қатысушысы бұғатталған.`,
      en: `The participant ${id} is blocked.`,
    },
    remedy: {
      ru: 'Сначала снимите блокировку в реестре: blocked: false.',
      kk: 'Алдымен тізілімде бұғатты алыңыз: blocked: false.',
      en: 'Unblock it in the registry first: blocked: false.',
    },
  }),
  noProvider: (id: string): Shortfall => ({
    code: 'participant-role',
    what: {
      ru: `Участник ${id} не поставщик API.`,
      kk: `${id} қатысушысы API жеткізушісі емес.`,
      en: `The participant ${id} is no provider.`,
    },
    remedy: {
      ru: 'Добавьте provider к его ролям в реестре.',
      kk: 'Тізілімде оның рөлдеріне provider қосыңыз.',
      en: 'Add provider to its roles in the registry.',
    },
  }),
  noPassport: {
    code: 'passport-missing',
    what: {
      ru: 'Паспорт сервиса не заполнен.',
      kk: 'Сервис паспорты толтырылмаған.',
      en: 'The service passport is not filled in.',
    },
    remedy: {
      ru: 'Внесите passport в реестр: назначение, описание, документация, поддержка, версия.',
      kk: 'Тізілімге passport енгізіңіз: мақсаты, сипаттамасы, құжаттамасы, қолдауы, нұсқасы.',
      en: 'Enter passport: purpose, description, documentation, support, version.',
    },
  } satisfies Shortfall,
  noSupport: {
    code: 'passport-support',
    what: {
      ru: 'В паспорте сервиса нет ни почты, ни телефона поддержки.',
      kk: 'Сервис паспортында қолдаудың поштасы да, телефоны да жоқ.',
      en: 'The service passport has neither e-mail nor telephone of support.',
    },
    remedy: {
      ru: 'Внесите passport.support.email или phone.',
      kk: 'passport.support.email немесе phone енгізіңіз.',
      en: 'Enter passport.support.email or phone.',
    },
  } satisfies Shortfall,
  noTarget: (environment: ApiEnvironment): Shortfall => ({
    code: 'target-missing',
    what: {
      ru: `Нет файла цели для ${environmentOf[environment].ru} среды.`,
      kk: `Нысана файлы енгізілмеген: ${environmentOf[environment].kk ?? ''} орта.`,
      en: `There is no target file for the ${environmentOf[environment].en} environment.`,
    },
    remedy: {
      ru: `Внесите targets.${environment} в реестр; файл составляет \`synaq target new\`.`,
      kk: `Тізілімге targets.${environment} енгізіңіз; файлды \`synaq target new\` жасайды.`,
      en: `Enter targets.${environment}; \`synaq target new\` writes such a file.`,
    },
  }),
  unreadable: (environment: ApiEnvironment, what: string, remedy: string): Shortfall => ({
    code: 'target-unreadable',
    what: {
      ru: `Файл цели для ${environmentOf[environment].ru} среды не в порядке: ${what}`,
      kk: `Нысана файлы дұрыс емес (${environmentOf[environment].kk ?? ''} орта): ${what}`,
      en: `The target file for the ${environmentOf[environment].en} environment is not in order: ${what}`,
    },
    remedy: literal(remedy),
  }),
  notAdmitted: (environment: ApiEnvironment, api: string): Shortfall => ({
    code: 'not-admitted',
    what: {
      ru: `В ${environmentOf[environment].ru} среде обязательный набор ещё не пройден: нет допущенного запуска.`,
      kk: `Міндетті жиын ${environmentOf[environment].kk ?? ''} ортада әлі өтілмеген: қабылданған іске қосу жоқ.`,
      en: `The required set has not passed in the ${environmentOf[environment].en} environment: no run was admitted.`,
    },
    remedy: {
      ru: `synaq run ФАЙЛ_ЦЕЛИ, затем synaq registry admit ${api} ПАПКА_ЗАПУСКА.`,
      kk: `synaq run НЫСАНА_ФАЙЛЫ, содан кейін synaq registry admit ${api} ІСКЕ_ҚОСУ_ҚАЛТАСЫ.`,
      en: `synaq run TARGET_FILE, then synaq registry admit ${api} RUN_FOLDER.`,
    },
  }),
  /** Of an environment that the API has no target in. */
  foreignEnvironment: (environment: ApiEnvironment): Shortfall => ({
    code: 'run-environment',
    what: {
      ru: `Запуск проведён в ${environmentOf[environment].ru} среде, а файла цели для неё у API нет.`,
      kk: `Іске қосу ${environmentOf[environment].kk ?? ''} ортада өткізілген, ал API-де ол үшін нысана файлы жоқ.`,
      en: `The run is of the ${environmentOf[environment].en} environment, for which the API has no target file.`,
    },
    remedy: {
      ru: `Внесите targets.${environment} в реестр.`,
      kk: `Тізілімге targets.${environment} енгізіңіз.`,
      en: `Enter targets.${environment} in the registry.`,
    },
  }),
  unfinished: {
    code: 'run-unfinished',
    what: {
      ru: 'Запуск не доведён до конца.',
      kk: 'Іске қосу соңына дейін жеткізілмеген.',
      en: 'The run did not come to its end.',
    },
    remedy: runAgain,
  } satisfies Shortfall,
  future: (at: Instant): Shortfall => ({
    code: 'run-future',
    what: {
      ru: `Запуск закончился в будущем: ${at}.`,
      kk: `Іске қосу болашақта аяқталған: ${at}.`,
      en: `The run ended in the future: ${at}.`,
    },
    remedy: {
      ru: 'Проверьте часы обеих машин и проведите запуск ещё раз.',
      kk: 'Екі машинаның да сағатын тексеріп, іске қосуды қайталаңыз.',
      en: 'Check the clocks of both machines and run again.',
    },
  }),
  old: (at: Instant, maxAgeMs: number): Shortfall => ({
    code: 'run-old',
    what: {
      ru: `Запуск от ${day(at)} слишком давний: принимаются не старше ${days(maxAgeMs)} сут.`,
      kk: `${day(at)} күнгі іске қосу тым ескі: ${days(maxAgeMs)} тәуліктен аспағаны қабылданады.`,
      en: `The run of ${day(at)} is too old: ${days(maxAgeMs)} days are the limit.`,
    },
    remedy: runAgain,
  }),
  differs: (name: keyof Standing, was: string, is: string): Shortfall => ({
    code: `run-${name === 'consentCheck' ? 'consent-check' : name}`,
    what: {
      ru: `В запуске другое: ${nameOf[name].ru}. Там ${was}, сейчас ${is}.`,
      kk: `Іске қосуда басқаша: ${nameOf[name].kk ?? ''}. Онда ${was}, қазір ${is}.`,
      en: `The run differs in ${nameOf[name].en}: there ${was}, now ${is}.`,
    },
    remedy: {
      ru: 'Проведите запуск с файлом цели этого API, как он есть сейчас, и допустите его.',
      kk: 'Осы API-дің қазіргі нысана файлымен іске қосып, сол іске қосуды қабылдаңыз.',
      en: 'Run with the target file of this API as it is now, and admit that run.',
    },
  }),
  selfCheck: (scripts: string): Shortfall => ({
    code: 'run-self-check',
    what: {
      ru: `Платформа, с которой шёл запуск, не прошла самопроверку: ${scripts}.`,
      kk: `Іске қосу жүргізілген платформа өзін-өзі тексеруден өтпеді: ${scripts}.`,
      en: `The platform of the run did not pass its self-check: ${scripts}.`,
    },
    remedy: {
      ru: 'Исправьте платформу и проведите запуск ещё раз: что он говорит об участнике, пока не в счёт.',
      kk: 'Платформаны түзетіп, іске қосуды қайталаңыз: әзірге оның қатысушы туралы айтқаны есепке алынбайды.',
      en: 'Mend the platform and run again: what the run says of the participant does not count until then.',
    },
  }),
  nothingRequired: {
    code: 'nothing-required',
    what: {
      ru: 'Обязательный набор для этой роли, способа вызова и среды пуст: доказывать нечего.',
      kk: 'Бұл рөл, шақыру тәсілі және орта үшін міндетті жиын бос: дәлелдейтін ештеңе жоқ.',
      en: 'The required set for this role, mode and environment is empty: there is nothing to prove.',
    },
    remedy: {
      ru: 'Составьте набор: requiredSets в system.yaml или свой файл в `required` файла цели.',
      kk: 'Жиынды құрыңыз: system.yaml ішіндегі requiredSets немесе нысана файлының `required` параметріндегі өз файлыңыз.',
      en: 'Write one: requiredSets in system.yaml, or a file of your own under `required` of the target file.',
    },
  } satisfies Shortfall,
  lacking: (script: string, what: Text): Shortfall => ({
    code: 'script-lacking',
    what: {
      ru: `${script}: цель не даёт провести этот сценарий: ${what.ru}.`,
      kk: `${script}: нысана бұл сценарийді өткізуге мүмкіндік бермейді: ${what.kk ?? what.ru}.`,
      en: `${script}: the target cannot run it: ${what.en}.`,
    },
    remedy: {
      ru: 'Дайте это в файле цели или объявите там сценарий неприменимым (notApplicable) и скажите почему.',
      kk: 'Мұны нысана файлында беріңіз немесе сценарийді сонда қолданылмайды деп жариялап (notApplicable), себебін айтыңыз.',
      en: 'Provide it in the target file, or declare the script not applicable there (notApplicable) and say why.',
    },
  }),
  notRun: (script: string): Shortfall => ({
    code: 'script-not-run',
    what: {
      ru: `${script}: в запуске не проводился.`,
      kk: `${script}: іске қосуда өткізілмеген.`,
      en: `${script}: it is not in the run.`,
    },
    remedy: {
      ru: 'Проведите запуск без --only, --tag и --until.',
      kk: 'Іске қосуды --only, --tag және --until параметрлерінсіз өткізіңіз.',
      en: 'Run without --only, --tag and --until.',
    },
  }),
  notPassed: (script: string, outcome: Outcome, why: Text | undefined): Shortfall => ({
    code: outcome === 'fail' ? 'script-failed' : `script-${outcome}`,
    what: {
      ru: `${script}: ${outcomeOf[outcome].ru}${because(why, 'ru')}`,
      kk: `${script}: ${outcomeOf[outcome].kk ?? ''}${because(why, 'kk')}`,
      en: `${script} ${outcomeOf[outcome].en}${because(why, 'en')}`,
    },
    remedy: {
      ru: 'Отчёт запуска говорит, чего не хватило; исправьте и проведите его ещё раз.',
      kk: 'Не жетпегенін іске қосу есебі айтады; түзетіп, іске қосуды қайталаңыз.',
      en: 'The report of the run says what was amiss; mend it and run again.',
    },
  }),
  scriptChanged: (script: string): Shortfall => ({
    code: 'script-changed',
    what: {
      ru: `${script}: сценарий с тех пор изменился.`,
      kk: `${script}: сценарий содан бері өзгерген.`,
      en: `${script}: the script has changed since.`,
    },
    remedy: runAgain,
  }),
}
