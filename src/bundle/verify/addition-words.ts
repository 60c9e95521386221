import type { Text } from '../../base/text.js'
import type { Addition } from '../pdf/additions.js'

const changes = {
  added: { ru: 'добавлено', kk: 'қосылған', en: 'added' },
  changed: { ru: 'изменено', kk: 'өзгертілген', en: 'changed' },
  removed: { ru: 'удалено', kk: 'жойылған', en: 'removed' },
} as const

/** One thing that came to a PDF after it was signed, in plain words. */
export function additionWords(addition: Addition): Text {
  switch (addition.kind) {
    case 'signature':
      return {
        ru: `После подписи Synaq документ подписан ещё раз (поле ${addition.field}); страницы те же`,
        kk: `Synaq қолтаңбасынан кейін құжатқа тағы қол қойылған (${addition.field} өрісі); беттері сол`,
        en: `After Synaq’s signature the document was signed once more (field ${addition.field}); the pages are the same`,
      }
    case 'time-stamp':
      return {
        ru: `Добавлена отметка времени (поле ${addition.field})`,
        kk: `Уақыт белгісі қосылған (${addition.field} өрісі)`,
        en: `A time stamp was added (field ${addition.field})`,
      }
    case 'validation-data':
      return {
        ru: 'Добавлены сведения для проверки подписей спустя годы',
        kk: 'Қолтаңбаларды жылдар өткен соң тексеруге арналған мәліметтер қосылған',
        en: 'Data for checking the signatures years later were added',
      }
    case 'properties':
      return {
        ru: 'Изменены свойства документа (название, программа, даты)',
        kk: 'Құжаттың қасиеттері өзгертілген (атауы, бағдарламасы, күндері)',
        en: 'The properties of the document were changed (title, program, dates)',
      }
    case 'signature-picture':
      return {
        ru: `Поздняя подпись (поле ${addition.field}) показывает картинку на странице ${addition.page}: посмотрите, не закрывает ли она текст`,
        kk: `Кейінгі қолтаңба (${addition.field} өрісі) ${addition.page}-бетте сурет көрсетеді: мәтінді жауып тұрған жоқ па, қараңыз`,
        en: `A later signature (field ${addition.field}) shows a picture on page ${addition.page}: look whether it covers text`,
      }
    case 'signature-removed':
      return {
        ru: `Удалена подпись, которая здесь стояла (поле ${addition.field})`,
        kk: `Мұнда тұрған қолтаңба жойылған (${addition.field} өрісі)`,
        en: `A signature that stood here was removed (field ${addition.field})`,
      }
    case 'page-changed':
      return {
        ru: `Страница ${addition.page} изменена после подписания`,
        kk: `${addition.page}-бет қол қойылғаннан кейін өзгертілген`,
        en: `Page ${addition.page} was changed after signing`,
      }
    case 'pages':
      return {
        ru: `Подписано страниц ${addition.before}, теперь их ${addition.after}`,
        kk: `${addition.before} бетке қол қойылған, қазір ${addition.after}`,
        en: `${addition.before} pages were signed, now there are ${addition.after}`,
      }
    case 'annotation':
      return {
        ru: `Поверх страницы ${addition.page} ${changes[addition.change].ru}: ${addition.type}`,
        kk: `${addition.page}-беттің үстіне ${changes[addition.change].kk}: ${addition.type}`,
        en: `Over page ${addition.page} was ${changes[addition.change].en}: ${addition.type}`,
      }
    case 'attachment':
      return {
        ru: `Вложение ${addition.name} ${changes[addition.change].ru} после подписания`,
        kk: `${addition.name} қосымшасы қол қойылғаннан кейін ${changes[addition.change].kk}`,
        en: `The attachment ${addition.name} was ${changes[addition.change].en} after signing`,
      }
    case 'form':
      return {
        ru: `Изменены поля документа: ${addition.what}`,
        kk: `Құжаттың өрістері өзгертілген: ${addition.what}`,
        en: `Fields of the document were changed: ${addition.what}`,
      }
    case 'other':
      return {
        ru: `Изменено и другое: ${addition.what}`,
        kk: `Басқасы да өзгертілген: ${addition.what}`,
        en: `Something else was changed: ${addition.what}`,
      }
  }
}
