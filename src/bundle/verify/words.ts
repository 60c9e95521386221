import { inLanguage, type Text } from '../../base/text.js'
import type { RunOutcome } from '../../model/verdict.js'
import type { FileFault } from '../manifest.js'
import type { Level, Whose } from './report.js'

const outcomes: Readonly<Record<RunOutcome, Text>> = {
  pass: { ru: 'соответствует', kk: 'сәйкес', en: 'conforms' },
  fail: { ru: 'не соответствует', kk: 'сәйкес емес', en: 'does not conform' },
  inconclusive: { ru: 'без вывода', kk: 'қорытындысыз', en: 'inconclusive' },
  open: { ru: 'не завершено', kk: 'аяқталмаған', en: 'open' },
}

const signedByStranger = (name: string, id: string): Text => ({
  ru: `Подписано сертификатом «${name}» (${id}), за который здесь никто не ручается: укажите удостоверяющий центр через --trust`,
  kk: `«${name}» сертификатымен қол қойылған (${id}), оған мұнда ешкім кепіл емес: куәландырушы орталықты --trust арқылы көрсетіңіз`,
  en: `Signed by the certificate «${name}» (${id}), for which nobody vouches here: name its certification centre by --trust`,
})

/** What verifying says, in plain words. */
export const words = {
  outcome: (outcome: RunOutcome): Text => outcomes[outcome],
  noManifest: (): Text => ({
    ru: 'Подписи нет: рядом не лежит manifest.json. Что здесь лежит, мог написать кто угодно',
    kk: 'Қолтаңба жоқ: қасында manifest.json жатқан жоқ. Мұндағының бәрін кез келген адам жаза алған',
    en: 'There is no signature: no manifest.json lies here. Anybody may have written what does',
  }),
  manifestUnreadable: (): Text => ({
    ru: 'manifest.json повреждён или не является описью Synaq',
    kk: 'manifest.json бүлінген немесе Synaq тізімдемесі емес',
    en: 'manifest.json is damaged, or is no manifest of Synaq',
  }),
  signatureMissing: (): Text => ({
    ru: 'К описи нет подписи (manifest.jws или manifest.p7s)',
    kk: 'Тізімдеменің қолтаңбасы жоқ (manifest.jws немесе manifest.p7s)',
    en: 'The manifest has no signature (manifest.jws or manifest.p7s)',
  }),
  signatureTwice: (): Text => ({
    ru: 'К описи приложены две подписи (manifest.jws и manifest.p7s): неясно, какая из них настоящая',
    kk: 'Тізімдемеге екі қолтаңба қоса берілген (manifest.jws және manifest.p7s): қайсысы шын екені белгісіз',
    en: 'The manifest has two signatures (manifest.jws and manifest.p7s): it is not clear which one counts',
  }),
  signatureHolds: (): Text => ({
    ru: 'Подпись под описью верна',
    kk: 'Тізімдеменің қолтаңбасы дұрыс',
    en: 'The signature of the manifest holds',
  }),
  signatureBroken: (): Text => ({
    ru: 'Подпись не подходит к описи: опись изменена после подписания или подпись взята от другой',
    kk: 'Қолтаңба тізімдемеге сәйкес келмейді: тізімдеме қол қойылғаннан кейін өзгертілген немесе қолтаңба басқасынан алынған',
    en: 'The signature does not fit the manifest: it was changed after signing, or the signature is of another one',
  }),
  signatureUnreadable: (what: string): Text => ({
    ru: `Подпись не читается: ${what}`,
    kk: `Қолтаңба оқылмайды: ${what}`,
    en: `The signature cannot be read: ${what}`,
  }),
  signedBy: (whose: Whose): Text => {
    const { id } = whose
    switch (whose.kind) {
      case 'own':
        return {
          ru: `Подписано вашим собственным ключом ${id}`,
          kk: `Өзіңіздің ${id} кілтіңізбен қол қойылған`,
          en: `Signed by your own key ${id}`,
        }
      case 'pinned':
        return {
          ru: `Подписано ключом, который вы назвали: ${id}`,
          kk: `Сіз атаған кілтпен қол қойылған: ${id}`,
          en: `Signed by the key that you named: ${id}`,
        }
      case 'trusted':
        return {
          ru: `Подписал «${whose.name}», ваш список доверия знает его: ${id}`,
          kk: `Қол қойған «${whose.name}», сенім тізіміңіз оны біледі: ${id}`,
          en: `Signed by «${whose.name}», whom your list of trust knows: ${id}`,
        }
      case 'unknown':
        if (whose.name !== undefined) return signedByStranger(whose.name, id)
        return {
          ru: `Подписано неизвестным ключом ${id}: чей он, отсюда не видно. Сравните его с тем, что назвал подписавший, и укажите через --key или --trust`,
          kk: `Белгісіз ${id} кілтімен қол қойылған: кімдікі екені мұнда көрінбейді. Оны қол қоюшы атаған кілтпен салыстырып, --key немесе --trust арқылы көрсетіңіз`,
          en: `Signed by an unknown key ${id}: whose it is cannot be seen here. Compare it with what the signer named, and give it by --key or --trust`,
        }
    }
  },
  nobodyNamedSigned: (): Text => ({
    ru: 'Ключом, который вы назвали, подписано не всё',
    kk: 'Сіз атаған кілтпен бәріне бірдей қол қойылмаған',
    en: 'Not everything here is signed by the key that you named',
  }),
  notTheNamedKey: (id: string): Text => ({
    ru: `Подписано не тем ключом, который вы назвали, а другим: ${id}`,
    kk: `Сіз атаған кілтпен емес, басқасымен қол қойылған: ${id}`,
    en: `Signed not by the key that you named, but by another: ${id}`,
  }),
  certificateDistrusted: (subject: string, why: Text): Text => ({
    ru: `Сертификату «${subject}» нельзя верить: ${inLanguage(why, 'ru')}`,
    kk: `«${subject}» сертификатына сенуге болмайды: ${inLanguage(why, 'kk')}`,
    en: `The certificate «${subject}» is not to be trusted: ${inLanguage(why, 'en')}`,
  }),
  stamped: (at: string, subject: string, trusted: boolean): Text => ({
    ru: `Отметка времени: подпись существовала ${at} (${subject}${trusted ? '' : '; эта служба не в вашем списке доверия'})`,
    kk: `Уақыт белгісі: қолтаңба ${at} болған (${subject}${trusted ? '' : '; бұл қызмет сенім тізіміңізде жоқ'})`,
    en: `Time stamp: the signature existed at ${at} (${subject}${trusted ? '' : '; this authority is not in your list of trust'})`,
  }),
  stampBroken: (what: string): Text => ({
    ru: `Отметка времени неверна: ${what}`,
    kk: `Уақыт белгісі дұрыс емес: ${what}`,
    en: `The time stamp does not hold: ${what}`,
  }),
  filesHold: (count: number): Text => ({
    ru: `Все файлы описи на месте и не изменены: ${count}`,
    kk: `Тізімдеменің барлық файлдары орнында, өзгертілмеген: ${count}`,
    en: `All files of the manifest are there and unchanged: ${count}`,
  }),
  fault: (fault: FileFault['fault']): Text =>
    ({
      changed: {
        ru: 'Файл изменён после подписания или заменён другим',
        kk: 'Файл қол қойылғаннан кейін өзгертілген немесе басқасымен ауыстырылған',
        en: 'The file was changed after signing, or exchanged for another',
      },
      missing: {
        ru: 'Файла нет, а в описи он есть',
        kk: 'Файл жоқ, ал тізімдемеде бар',
        en: 'The file is not there, and the manifest lists it',
      },
      unlisted: {
        ru: 'Файла нет в описи: он подложен после подписания',
        kk: 'Файл тізімдемеде жоқ: ол қол қойылғаннан кейін салынған',
        en: 'The manifest does not list the file: it was put here after signing',
      },
    })[fault],
  recordHolds: (attempts: number, events: number): Text => ({
    ru: `Запись прогона цела: попыток ${attempts}, событий ${events}`,
    kk: `Іске қосу жазбасы бүтін: талпыныс ${attempts}, оқиға ${events}`,
    en: `The record of the run is intact: ${attempts} attempts, ${events} events`,
  }),
  recordBroken: (line: number): Text => ({
    ru: `Цепочка записи рвётся на строке ${line}: строка изменена, удалена или вставлена`,
    kk: `Жазба тізбегі ${line}-жолда үзіледі: жол өзгертілген, жойылған немесе қосылған`,
    en: `The chain of the record breaks at line ${line}: a line was changed, removed or put in`,
  }),
  recordNotSealed: (sealed: number, found: number): Text => ({
    ru: `Запечатано было событий ${sealed}, а в записи их ${found}, или последнее из них другое`,
    kk: `${sealed} оқиға мөрленген, ал жазбада ${found} оқиға бар немесе соңғысы басқа`,
    en: `${sealed} events were sealed; the record holds ${found}, or its last one is another`,
  }),
  recordContradicts: (what: string): Text => ({
    ru: `Запись прогона противоречит сама себе: ${what}`,
    kk: `Іске қосу жазбасы өзіне өзі қайшы келеді: ${what}`,
    en: `The record of the run contradicts itself: ${what}`,
  }),
  planChanged: (): Text => ({
    ru: 'План не тот, по которому шёл прогон',
    kk: 'Жоспар іске қосылған жоспар емес',
    en: 'The plan is not the one that was run',
  }),
  noRecord: (): Text => ({
    ru: 'Записи прогона здесь нет',
    kk: 'Мұнда іске қосу жазбасы жоқ',
    en: 'There is no record of a run here',
  }),
  intactTo: (events: number): Text => ({
    ru: `Запись цела до события ${events}; конец не засвидетельствован: прогон оборвался`,
    kk: `Жазба ${events}-оқиғаға дейін бүтін; соңы куәландырылмаған: іске қосу үзіліп қалған`,
    en: `The record is intact to event ${events}; its end is not attested: the run was cut off`,
  }),
  judgedAgain: (outcome: RunOutcome): Text => ({
    ru: `Запись рассужена заново, вывод тот же: ${outcomes[outcome].ru}`,
    kk: `Жазба қайта бағаланды, қорытынды сол: ${outcomes[outcome].kk}`,
    en: `The record was judged again, with the same outcome: ${outcomes[outcome].en}`,
  }),
  runNotNamed: (run: string): Text => ({
    ru: `Здесь лежит запись прогона ${run}, а опись его не называет`,
    kk: `Мұнда ${run} іске қосуының жазбасы жатыр, ал тізімдеме оны атамайды`,
    en: `Here lies the record of the run ${run}, and the manifest does not name it`,
  }),
  judgedByOthers: (scenarios: string, outcome: RunOutcome): Text => ({
    ru: `Вывод «${outcomes[outcome].ru}» сделан по другим файлам сценариев (SHA-256 ${scenarios}); здесь он не повторён: synaq judge --scenarios`,
    kk: `«${outcomes[outcome].kk}» қорытындысы басқа сценарий файлдары бойынша жасалған (SHA-256 ${scenarios}); мұнда қайталанбады: synaq judge --scenarios`,
    en: `The outcome «${outcomes[outcome].en}» rests on other scenario files (SHA-256 ${scenarios}); it was not repeated here: synaq judge --scenarios`,
  }),
  judgedOtherwise: (said: RunOutcome, found: RunOutcome): Text => ({
    ru: `Опись говорит «${outcomes[said].ru}», а из записи следует «${outcomes[found].ru}»`,
    kk: `Тізімдеме «${outcomes[said].kk}» дейді, ал жазбадан «${outcomes[found].kk}» шығады`,
    en: `The manifest says «${outcomes[said].en}», and the record gives «${outcomes[found].en}»`,
  }),
  anotherVersion: (made: string, here: string): Text => ({
    ru: `Прогон рассужен версией ${made}, здесь ${here}: проверки могли измениться`,
    kk: `Іске қосу ${made} нұсқасымен бағаланған, мұнда ${here}: тексерулер өзгерген болуы мүмкін`,
    en: `The run was judged by version ${made}, this is ${here}: checks may have changed`,
  }),
  pdfUnsigned: (): Text => ({
    ru: 'PDF не подписан',
    kk: 'PDF-ке қол қойылмаған',
    en: 'The PDF is not signed',
  }),
  pdfBroken: (): Text => ({
    ru: 'PDF изменён после подписания',
    kk: 'PDF қол қойылғаннан кейін өзгертілген',
    en: 'The PDF was changed after signing',
  }),
  pdfSignatureBroken: (what: string): Text => ({
    ru: `Подпись в PDF ничего не подтверждает: ${what}`,
    kk: `PDF ішіндегі қолтаңба ештеңені растамайды: ${what}`,
    en: `A signature in the PDF confirms nothing: ${what}`,
  }),
  pdfUnreadable: (what: string): Text => ({
    ru: `PDF не читается: ${what}`,
    kk: `PDF оқылмайды: ${what}`,
    en: `The PDF cannot be read: ${what}`,
  }),
  pdfIntact: (): Text => ({
    ru: 'PDF цел: подпись охватывает весь файл',
    kk: 'PDF бүтін: қолтаңба бүкіл файлды қамтиды',
    en: 'The PDF is intact: the signature covers the whole file',
  }),
  pdfIntactThen: (additions: number): Text => ({
    ru: `PDF цел до подписи Synaq; после неё добавлено: ${additions}`,
    kk: `PDF Synaq қолтаңбасына дейін бүтін; одан кейін қосылғаны: ${additions}`,
    en: `The PDF is intact up to Synaq’s signature; after it there are additions: ${additions}`,
  }),
  pdfOtherCertificate: (): Text => ({
    ru: 'PDF подписан не тем сертификатом, за который отвечает ключ описи внутри него',
    kk: 'PDF-ке ішіндегі тізімдеме кілті жауап беретін сертификатпен емес, басқасымен қол қойылған',
    en: 'The PDF is signed by another certificate than the one that the key of its manifest answers for',
  }),
  pdfWithoutEvidence: (): Text => ({
    ru: 'К PDF не приложены доказательства (evidence.zip)',
    kk: 'PDF-ке дәлелдемелер (evidence.zip) қоса берілмеген',
    en: 'No evidence (evidence.zip) is attached to the PDF',
  }),
  pdfOtherRun: (inside: string, here: string): Text => ({
    ru: `PDF говорит о прогоне ${inside}, а здесь прогон ${here}`,
    kk: `PDF ${inside} іске қосуы туралы, ал мұнда ${here} іске қосуы`,
    en: `The PDF speaks of the run ${inside}, and here lies the run ${here}`,
  }),
  pdfOtherRecord: (path: string): Text => ({
    ru: `Запись, приложенная к PDF, не та, что лежит рядом с ним: ${path}`,
    kk: `PDF-ке қоса берілген жазба қасындағы жазба емес: ${path}`,
    en: `The record that the PDF carries is not the one beside it: ${path}`,
  }),
  level: (level: Level): Text =>
    ({
      none: {
        ru: 'Этому верить нельзя',
        kk: 'Бұған сенуге болмайды',
        en: 'This is not to be relied on',
      },
      'self-attested': {
        ru: 'Самозаверено: цело, но за содержание ручается лишь тот, чей ключ вам неизвестен',
        kk: 'Өзі куәландырған: бүтін, бірақ мазмұнына кілті сізге белгісіз адам ғана кепіл',
        en: 'Self-attested: intact, but only the holder of a key that you do not know vouches for what it says',
      },
      identified: {
        ru: 'Подписавший известен: содержание цело, и за него ручается он',
        kk: 'Қол қоюшы белгілі: мазмұны бүтін, оған сол кепіл',
        en: 'Identified: intact, and the signer whom you know vouches for what it says',
      },
      witnessed: {
        ru: 'Засвидетельствовано: цело, подписавший известен, и журнал платформы подтверждает запись',
        kk: 'Куәландырылған: бүтін, қол қоюшы белгілі, платформа журналы жазбаны растайды',
        en: 'Witnessed: intact, the signer is known, and the platform’s journal confirms the record',
      },
    })[level],
} as const
