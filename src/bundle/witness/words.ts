import { joinTexts, type Text } from '../../base/text.js'
import type { SeenExchange } from '../../model/witness.js'
import type { Comparison, Difference, Differing, OnlyInEvidence } from './compare.js'
import type { EvidencePlace } from './evidence-exchanges.js'
import type { Shortfall, Witnessing } from './witnessing.js'

/** So many exchanges of each kind are named one by one. */
const mostNamed = 10

/** Whether a run is witnessed, in a sentence; then why not, one sentence a reason; then what the comparison found. */
export function witnessingWords(witnessing: Witnessing): Text[] {
  if (witnessing.state === 'witnessed') return [witnessed(witnessing.key), ...comparisonWords(witnessing.comparison)]
  return [
    notWitnessed,
    ...witnessing.shortfalls.map(shortfallWords),
    ...(witnessing.comparison ? comparisonWords(witnessing.comparison) : []),
  ]
}

/** What a comparison found: how many exchanges agree, each that does not, and what was no matter of it. */
export function comparisonWords(comparison: Comparison): Text[] {
  const { agreed, onlyInEvidence, onlyInJournal, differing, apart } = comparison
  return [
    counted(agreed, {
      ru: 'обменов совпали в журнале платформы и в свидетельствах',
      kk: 'алмасу платформа журналында да, дәлелдемелерде де бірдей',
      en: 'exchanges are the same in the platform’s journal and in the evidence',
    }),
    ...named(onlyInJournal, onlyInJournalWords),
    ...named(onlyInEvidence, onlyInEvidenceWords),
    ...named(differing, differingWords),
    ...(Object.keys(apartWords) as (keyof typeof apartWords)[]).flatMap((kind) =>
      apart[kind] > 0 ? [counted(apart[kind], apartWords[kind])] : [],
    ),
  ]
}

const witnessed = (key: string): Text => ({
  ru: `засвидетельствовано оператором, ключ ${key}: прогон сделан после выдачи его числа, журнал платформы и свидетельства согласны`,
  kk: `оператор куәландырды, кілт ${key}: сынақ оның саны берілгеннен кейін жүргізілген, платформа журналы мен дәлелдемелер сәйкес`,
  en: `witnessed by the operator with the key ${key}: the run was made after its nonce was handed out, and the platform’s journal and the evidence agree`,
})

const notWitnessed: Text = {
  ru: 'не засвидетельствовано',
  kk: 'куәландырылмаған',
  en: 'not witnessed',
}

const documentNames: Readonly<Record<'mandate' | 'journal', Text>> = {
  mandate: {
    ru: 'поручение оператора (witness.json)',
    kk: 'оператор тапсырмасы (witness.json)',
    en: 'the operator’s mandate (witness.json)',
  },
  journal: { ru: 'журнал платформы', kk: 'платформа журналы', en: 'the platform’s journal' },
}

/** Why a run does not count as witnessed. */
export function shortfallWords(shortfall: Shortfall): Text {
  switch (shortfall.kind) {
    case 'no-mandate':
      return {
        ru: 'прогон сделан без поручения оператора (synaq run --witness)',
        kk: 'сынақ оператор тапсырмасынсыз жүргізілген (synaq run --witness)',
        en: 'the run was made under no operator’s mandate (synaq run --witness)',
      }
    case 'no-journal':
      return {
        ru: 'журнал платформы не дан',
        kk: 'платформа журналы берілмеген',
        en: 'no journal of the platform is given',
      }
    case 'unreadable':
      return said(
        documentNames[shortfall.what],
        {
          ru: 'не читается',
          kk: 'оқылмайды',
          en: 'cannot be read',
        },
        shortfall.why,
      )
    case 'changed':
      return said(documentNames[shortfall.what], {
        ru: `не то, что подписано ключом ${shortfall.key ?? ''}`,
        kk: `${shortfall.key ?? ''} кілтімен қол қойылған құжат емес`,
        en: `is not what the key ${shortfall.key ?? ''} signed`,
      })
    case 'unsigned':
      return said(documentNames[shortfall.what], {
        ru: 'не подписано оператором (synaq witness sign)',
        kk: 'операторда қол қойылмаған (synaq witness sign)',
        en: 'is not signed by the operator (synaq witness sign)',
      })
    case 'unknown-key':
      return said(documentNames[shortfall.what], {
        ru: `подписано неизвестным ключом ${shortfall.key ?? ''} (--operator называет известные)`,
        kk: `белгісіз ${shortfall.key ?? ''} кілтімен қол қойылған (белгілілерін --operator атайды)`,
        en: `is signed by the unknown key ${shortfall.key ?? ''} (--operator names those that are known)`,
      })
    case 'another-mandate':
      return shortfall.what === 'journal'
        ? {
            ru: 'журнал платформы — по другому поручению',
            kk: 'платформа журналы басқа тапсырма бойынша',
            en: 'the platform’s journal is that of another mandate',
          }
        : {
            ru: `в первой записи прогона ${shortfall.run ?? ''} нет числа этого поручения`,
            kk: `${shortfall.run ?? ''} сынағының бірінші жазбасында бұл тапсырманың саны жоқ`,
            en: `the first line of the run ${shortfall.run ?? ''} does not have this mandate’s nonce`,
          }
    case 'another-participant':
      return {
        ru: `прогон ${shortfall.run} — другого участника`,
        kk: `${shortfall.run} сынағы басқа қатысушынікі`,
        en: `the run ${shortfall.run} is another participant’s`,
      }
    case 'another-system':
      return {
        ru: `прогон ${shortfall.run} — другой системы`,
        kk: `${shortfall.run} сынағы басқа жүйенікі`,
        en: `the run ${shortfall.run} is of another system`,
      }
    case 'outside-term':
      return {
        ru: `прогон ${shortfall.run} не укладывается в срок поручения`,
        kk: `${shortfall.run} сынағы тапсырма мерзіміне сыймайды`,
        en: `the run ${shortfall.run} was not made within the mandate’s term`,
      }
    case 'not-covered':
      return {
        ru: `журнал не охватывает прогон ${shortfall.run} от начала до конца`,
        kk: `журнал ${shortfall.run} сынағын басынан аяғына дейін қамтымайды`,
        en: `the journal does not cover the run ${shortfall.run} from beginning to end`,
      }
    case 'clocks':
      return {
        ru: `часы платформы и прогона ${shortfall.run} расходятся больше чем на пять минут`,
        kk: `платформа мен ${shortfall.run} сынағының сағаттары бес минуттан артық айырмашылықта`,
        en: `the clocks of the platform and of the run ${shortfall.run} differ by more than five minutes`,
      }
    case 'dropped':
      return {
        ru: `платформа не сохранила ${shortfall.count} более ранних обменов`,
        kk: `платформа бұрынырақ болған ${shortfall.count} алмасуды сақтамаған`,
        en: `the platform did not keep ${shortfall.count} earlier exchanges`,
      }
    case 'disagrees':
      return {
        ru: 'журнал платформы и свидетельства не согласны',
        kk: 'платформа журналы мен дәлелдемелер сәйкес емес',
        en: 'the platform’s journal and the evidence do not agree',
      }
  }
}

const apartWords: Readonly<Record<keyof Comparison['apart'], Text>> = {
  direct: {
    ru: 'обменов шли прямо к серверу участника: платформа их не видит, и журнал о них не говорит',
    kk: 'алмасу қатысушы серверіне тікелей жүрген: платформа оларды көрмейді, журнал олар туралы айтпайды',
    en: 'exchanges went straight to the participant’s server: no platform sees them, and the journal says nothing of them',
  },
  pages: {
    ru: 'обменов — на страницах платформы для клиента или рукопожатия без запроса: в журнал они не входят',
    kk: 'алмасу — платформаның клиентке арналған беттерінде немесе сұраусыз қол алысу: журналға кірмейді',
    en: 'exchanges were on the platform’s pages for clients, or handshakes without a request: the journal has none of them',
  },
  unanswered: {
    ru: 'запросов остались без ответа и до платформы не дошли',
    kk: 'сұрау жауапсыз қалған және платформаға жетпеген',
    en: 'requests had no answer and did not come to the platform',
  },
  loads: {
    ru: 'обменов нагрузки сличены по числу и кодам ответа',
    kk: 'жүктеме алмасуы саны мен жауап кодтары бойынша салыстырылған',
    en: 'exchanges of a load were compared by number and status',
  },
  between: {
    ru: 'обменов приложения — между сценариями или сверх того, что хранит запись сценария',
    kk: 'қосымша алмасуы — сценарийлер арасында немесе сценарий жазбасы сақтайтын мөлшерден тыс',
    en: 'exchanges of the application were between two scripts, or more than the record of a script keeps',
  },
  cutOff: {
    ru: 'обменов платформа видела после обрыва записи, до возобновления прогона',
    kk: 'алмасуды платформа жазба үзілгеннен кейін, сынақ жалғасқанға дейін көрген',
    en: 'exchanges were seen by the platform after the record was cut off, before the run was resumed',
  },
  beyond: {
    ru: 'обменов журнала — вне этих прогонов: до них, после них или в другой роли',
    kk: 'журнал алмасуы — осы сынақтардан тыс: оларға дейін, олардан кейін немесе басқа рөлде',
    en: 'exchanges of the journal are beyond these runs: before them, after them or in another role',
  },
}

function onlyInJournalWords({ at, method, operation, status, requestId }: SeenExchange): Text {
  const what = `${at} ${operation ?? method}, ${status ?? '—'}${requestId === undefined ? '' : `, ${requestId}`}`
  return {
    ru: `в свидетельствах нет обмена, который видела платформа: ${what}`,
    kk: `платформа көрген алмасу дәлелдемелерде жоқ: ${what}`,
    en: `the evidence lacks an exchange that the platform saw: ${what}`,
  }
}

function onlyInEvidenceWords({ place, times, status }: OnlyInEvidence): Text {
  const what = `${placeWords(place)}${status === null ? '' : `, ${status}`}${times === 1 ? '' : ` × ${times}`}`
  return {
    ru: `платформа не видела обмена, который есть в свидетельствах: ${what}`,
    kk: `дәлелдемелердегі алмасуды платформа көрмеген: ${what}`,
    en: `the platform did not see an exchange that the evidence has: ${what}`,
  }
}

function differingWords({ recorded, differences }: Differing): Text {
  const what = joinTexts(
    differences.map((it) => differenceWords[it]),
    ', ',
  )
  const where = placeWords(recorded.place)
  return {
    ru: `обмен у платформы другой (${what.ru}): ${where}`,
    kk: `платформада алмасу басқаша (${what.kk ?? what.ru}): ${where}`,
    en: `the platform saw another exchange (${what.en}): ${where}`,
  }
}

const differenceWords: Readonly<Record<Difference, Text>> = {
  method: { ru: 'метод', kk: 'әдіс', en: 'method' },
  operation: { ru: 'операция', kk: 'операция', en: 'operation' },
  status: { ru: 'код ответа', kk: 'жауап коды', en: 'status' },
  size: { ru: 'размер ответа', kk: 'жауап көлемі', en: 'size of the answer' },
  departures: {
    ru: 'число отступлений от контракта',
    kk: 'келісімшарттан ауытқу саны',
    en: 'number of departures from the contract',
  },
  time: { ru: 'время', kk: 'уақыт', en: 'time' },
  answered: { ru: 'запрос дошёл', kk: 'сұрау жеткен', en: 'the request had arrived' },
}

/** `npck/…/script, attempts/0007.ndjson line 12`: what leads to the line. */
const placeWords = ({ scenario, attempt, event, step }: EvidencePlace): string =>
  `${scenario}, attempts/${String(attempt).padStart(4, '0')}.ndjson:${event + 1} (${step})`

/** The first of them one by one, and how many more there are. */
function named<T>(all: readonly T[], words: (one: T) => Text): Text[] {
  const more = all.length - mostNamed
  const shown = all.slice(0, mostNamed).map(words)
  return more > 0 ? [...shown, { ru: `и ещё ${more}`, kk: `тағы ${more}`, en: `and ${more} more` }] : shown
}

const counted = (count: number, { ru, en, kk = ru }: Text): Text => ({
  ru: `${count} ${ru}`,
  kk: `${count} ${kk}`,
  en: `${count} ${en}`,
})

/** Subject and predicate, with the reason in brackets. */
function said(subject: Text, predicate: Text, why?: Text): Text {
  const sentence = joinTexts([subject, predicate], ' ')
  if (!why) return sentence
  return {
    ru: `${sentence.ru} (${why.ru})`,
    kk: `${sentence.kk ?? sentence.ru} (${why.kk ?? why.ru})`,
    en: `${sentence.en} (${why.en})`,
  }
}
