import type { Text } from '../base/text.js'
import type { StepPath } from '../model/evidence.js'
import type { RequirementId } from '../model/system.js'

/** Why evidence cannot be judged by a mended scenario: it has to be run again. */
export type RunAgain =
  | { readonly kind: 'step-changed' | 'step-added' | 'step-removed'; readonly step: StepPath }
  /** `captured` is the version of the fact that the record holds; null where it holds none. */
  | {
      readonly kind: 'fact'
      readonly step: StepPath
      readonly check: string
      readonly index: number
      readonly requirement: RequirementId
      readonly captured: number | null
      readonly needed: number
    }
  | { readonly kind: 'clients' }
  | { readonly kind: 'subject' }

/** Why a verdict on the same evidence can be another one. */
export type Reason =
  | RunAgain
  /** The verdict of that time was another already by the old files: the program judges otherwise. */
  | { readonly kind: 'tool'; readonly from: string; readonly to: string }
  | {
      readonly kind: 'check-added' | 'check-removed' | 'check-settings'
      readonly step: StepPath
      readonly check: string
    }
  | {
      readonly kind: 'check-requirement'
      readonly step: StepPath
      readonly check: string
      readonly from: RequirementId
      readonly to: RequirementId
    }
  | {
      readonly kind: 'requirement'
      readonly requirement: RequirementId
      readonly what: 'keyword' | 'addressee' | 'basis'
      readonly from: string
      readonly to: string
    }
  | { readonly kind: 'requirement-gone'; readonly requirement: RequirementId }
  | { readonly kind: 'script'; readonly from: string; readonly to: string }
  | { readonly kind: 'left-out'; readonly what: Text }
  /** What another script of the run shows, e.g. that a credential works, is judged otherwise. */
  | { readonly kind: 'other-scripts' }

/** A reason for people, without a full stop. */
export function reasonText(reason: Reason): Required<Text> {
  switch (reason.kind) {
    case 'step-changed':
      return {
        ru: `шаг ${reason.step} изменён: было бы отправлено другое`,
        kk: `${reason.step}-қадам өзгертілген: басқа нәрсе жіберілер еді`,
        en: `step ${reason.step} was changed: something else would be sent`,
      }
    case 'step-added':
      return {
        ru: `шаг ${reason.step} добавлен: его никто не выполнял`,
        kk: `${reason.step}-қадам қосылған: оны ешкім орындаған жоқ`,
        en: `step ${reason.step} was added: nobody carried it out`,
      }
    case 'step-removed':
      return {
        ru: `шага ${reason.step} больше нет: было бы отправлено другое`,
        kk: `${reason.step}-қадам енді жоқ: басқа нәрсе жіберілер еді`,
        en: `step ${reason.step} is gone: something else would be sent`,
      }
    case 'fact':
      return factText(reason)
    case 'clients':
      return {
        ru: 'изменены признаки тестового клиента: был бы выбран другой',
        kk: 'тест клиентінің белгілері өзгертілген: басқасы таңдалар еді',
        en: 'the traits of the test client were changed: another one would be chosen',
      }
    case 'subject':
      return {
        ru: 'изменено, кого испытывает сценарий',
        kk: 'сценарийдің кімді сынайтыны өзгертілген',
        en: 'whom the script tests was changed',
      }
    case 'tool':
      return {
        ru: `Synaq ${reason.to} судит иначе, чем Synaq ${reason.from} во время прогона`,
        kk: `Synaq ${reason.to} сынақ кезіндегі Synaq ${reason.from} нұсқасынан басқаша бағалайды`,
        en: `Synaq ${reason.to} judges otherwise than Synaq ${reason.from} did during the run`,
      }
    case 'check-added':
      return {
        ru: `шаг ${reason.step}: добавлена проверка ${reason.check}`,
        kk: `${reason.step}-қадам: ${reason.check} тексеруі қосылған`,
        en: `step ${reason.step}: the check ${reason.check} was added`,
      }
    case 'check-removed':
      return {
        ru: `шаг ${reason.step}: проверка ${reason.check} убрана`,
        kk: `${reason.step}-қадам: ${reason.check} тексеруі алынып тасталған`,
        en: `step ${reason.step}: the check ${reason.check} was removed`,
      }
    case 'check-settings':
      return {
        ru: `шаг ${reason.step}: изменены параметры проверки ${reason.check}`,
        kk: `${reason.step}-қадам: ${reason.check} тексеруінің параметрлері өзгертілген`,
        en: `step ${reason.step}: the settings of the check ${reason.check} were changed`,
      }
    case 'check-requirement':
      return {
        ru: `шаг ${reason.step}: проверка ${reason.check} относится теперь к требованию ${reason.to} вместо ${reason.from}`,
        kk: `${reason.step}-қадам: ${reason.check} тексеруі енді ${reason.from} емес, ${reason.to} талабына жатады`,
        en: `step ${reason.step}: the check ${reason.check} now stands for requirement ${reason.to} instead of ${reason.from}`,
      }
    case 'requirement': {
      const { requirement, what, from, to } = reason
      const name = attributes[what]
      return {
        ru: `требование ${requirement}: ${name.ru} «${to}» вместо «${from}»`,
        kk: `${requirement} талабы: ${name.kk} «${from}» орнына «${to}»`,
        en: `requirement ${requirement}: ${name.en} «${to}» instead of «${from}»`,
      }
    }
    case 'requirement-gone':
      return {
        ru: `требования ${reason.requirement} больше нет`,
        kk: `${reason.requirement} талабы енді жоқ`,
        en: `requirement ${reason.requirement} is gone`,
      }
    case 'script':
      return {
        ru: `вид сценария: ${reason.to} вместо ${reason.from}`,
        kk: `сценарий түрі: ${reason.from} орнына ${reason.to}`,
        en: `the script is one of ${reason.to} instead of ${reason.from}`,
      }
    case 'left-out': {
      const { ru, en, kk = ru } = reason.what
      return {
        ru: `нет ${ru}`,
        kk: `жетіспейді: ${kk}`,
        en: `missing: ${en}`,
      }
    }
    case 'other-scripts':
      return {
        ru: 'иначе оценён другой сценарий прогона, на который этот опирается',
        kk: 'сынақтың осы сценарий сүйенетін басқа сценарийі басқаша бағаланды',
        en: 'another script of the run, on which this one rests, is judged otherwise',
      }
  }
}

function factText({ step, check, captured, needed }: Extract<RunAgain, { kind: 'fact' }>): Required<Text> {
  return captured === null
    ? {
        ru: `шаг ${step}: проверке ${check} нужен факт, который во время прогона не снимали`,
        kk: `${step}-қадам: ${check} тексеруіне сынақ кезінде алынбаған дерек керек`,
        en: `step ${step}: the check ${check} needs a fact that nobody captured during the run`,
      }
    : {
        ru: `шаг ${step}: проверке ${check} нужен факт версии ${needed}, а снят факт версии ${captured}`,
        kk: `${step}-қадам: ${check} тексеруіне деректің ${needed}-нұсқасы керек, ал алынғаны – ${captured}-нұсқа`,
        en: `step ${step}: the check ${check} needs a fact of version ${needed}, and one of version ${captured} was captured`,
      }
}

const attributes: Readonly<Record<'keyword' | 'addressee' | 'basis', Required<Text>>> = {
  keyword: { ru: 'обязательность', kk: 'міндеттілігі', en: 'keyword' },
  addressee: { ru: 'адресат', kk: 'кімге арналғаны', en: 'addressee' },
  basis: { ru: 'основание', kk: 'негізі', en: 'basis' },
}
