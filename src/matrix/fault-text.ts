import type { Text } from '../base/text.js'
import type { Fault } from './faults.js'

/** A fault in words: what is wrong and how to mend it. */
export function faultText(fault: Fault): { readonly what: Text; readonly remedy: Text } {
  switch (fault.code) {
    case 'not-caught':
      return fault.claimedBy.length === 0
        ? {
            what: {
              ru: `${fault.defect}: ни один сценарий не заявляет, что ловит этот дефект`,
              en: `${fault.defect}: no script claims to catch this defect`,
            },
            remedy: {
              ru: 'Напишите сценарий, который его ловит, или добавьте его в «catches» сценария, который уже ловит.',
              en: 'Write a script that catches it, or add it to «catches» of one that does.',
            },
          }
        : {
            what: {
              ru: `${fault.defect}: заявлен, но не пойман: ${fault.claimedBy.join(', ')}`,
              en: `${fault.defect}: claimed and not caught: ${fault.claimedBy.join(', ')}`,
            },
            remedy: {
              ru: 'Усильте проверки этих сценариев, пока хотя бы один не обнаружит дефект.',
              en: 'Sharpen the checks of these scripts until one of them finds the defect.',
            },
          }
    case 'claim-unproven':
      return {
        what: {
          ru: `${fault.defect}: ${fault.scenario} заявляет его, но не ловит`,
          en: `${fault.defect}: ${fault.scenario} claims it and does not catch it`,
        },
        remedy: {
          ru: 'Усильте сценарий или уберите дефект из его «catches».',
          en: 'Sharpen the script, or take the defect out of its «catches».',
        },
      }
    case 'catches-nothing':
      return {
        what: {
          ru: `${fault.scenario}: не доказано, что сценарий ловит хоть что-нибудь`,
          en: `${fault.scenario}: not proven to catch anything`,
        },
        remedy: {
          ru: 'Назовите в «catches» дефект, который он ловит; если такого нет, сделайте дефект или удалите сценарий.',
          en: 'Name a defect that it catches in «catches»; where there is none, make one or remove the script.',
        },
      }
    case 'misjudged':
      return {
        what: {
          ru: `${fault.defect}: ${fault.scenario} вменяет нарушение тому, у кого дефекта нет`,
          en: `${fault.defect}: ${fault.scenario} charges one who does not have the defect`,
        },
        remedy: {
          ru: 'Это неверный вердикт: исправьте проверки сценария или правила вменения.',
          en: 'This is a wrong verdict: mend the checks of the script or the rules by which somebody is charged.',
        },
      }
    case 'sound-subject': {
      const { subject, round, ending } = fault
      const seen = ending.amiss
      return {
        what: {
          ru: `${subject} без дефектов, проход ${round}: ${ending.scenario} (${ending.mode}) — ${ending.outcome}${seen ? `: ожидалось «${seen.expected.ru}», получено «${seen.actual.ru}»` : ''}`,
          en: `${subject} without a defect, round ${round}: ${ending.scenario} (${ending.mode}): ${ending.outcome}${seen ? `: expected «${seen.expected.en}», came «${seen.actual.en}»` : ''}`,
        },
        remedy: {
          ru: 'Сценарий находит то, чего нет: исправьте сценарий или образцовую сторону.',
          en: 'The script finds what is not there: mend the script, or the sound side if it is not sound.',
        },
      }
    }
  }
}
