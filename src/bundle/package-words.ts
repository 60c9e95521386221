import type { Language } from '../base/text.js'

/** What README.txt and the lists of a submission say. */
export interface PackageWords {
  readonly role: { readonly provider: string; readonly user: string }
  readonly mode: { readonly direct: string; readonly through: string }
  readonly run: (of: {
    run: string
    system: string
    role: string
    modes: string
    from: string
    to: string
    outcome: string
  }) => string
  readonly outcome: { readonly pass: string; readonly waived: string }
  readonly api: (of: { title: string; contract: string; version: string; addresses: string }) => string
  readonly identity: (id: string, bin: string | undefined) => string
  readonly documents: Readonly<Record<'protocol' | 'act' | 'report' | 'evidence' | 'manifest', string>>
  readonly readme: (of: { participant: string; made: string; signer: string; runs: string }) => string
}

export const packageWords: Readonly<Record<Language, PackageWords>> = {
  ru: {
    role: { provider: 'поставщик API', user: 'пользователь API' },
    mode: { direct: 'напрямую', through: 'через платформу' },
    run: ({ run, system, role, modes, from, to, outcome }) =>
      `${run}: «${system}», ${role}, ${modes}; ${from} – ${to} (UTC+5); ${outcome}`,
    outcome: {
      pass: 'соответствует',
      waived: 'не соответствует; Акт составлен на основании разрешений на отступление',
    },
    api: ({ title, contract, version, addresses }) => `«${title}»: ${contract}, версия ${version}; ${addresses}`,
    identity: (id, bin) => `идентификатор ${id}${bin === undefined ? '' : `, БИН ${bin}`}`,
    documents: {
      protocol: 'Протокол проведения испытаний',
      act: 'Акт прохождения тестирования',
      report: 'отчёт в HTML',
      evidence: 'запись испытаний',
      manifest: 'подписанный перечень файлов',
    },
    readme: ({ participant, made, signer, runs }) => `ПАКЕТ ДЛЯ ОПЕРАТОРА
Участник: ${participant}
Составлен: ${made} (UTC+5)
Ключ подписи: ${signer}

Прогоны:
${runs}

Что здесь лежит
  manifest.json          перечень всех файлов с их SHA-256; подпись лежит рядом (manifest.jws или manifest.p7s)
  runs/<прогон>/         Протокол, Акт, отчёт report.html и запись каждого прогона
  protocol/              общие Протокол и Акт, если прогонов несколько
  service-desk/          тексты обращений в Service Desk: тип, тема, приоритет, индекс, приложения
  README.txt             этот файл

Подписанное Заявление в пакет не входит: приложите его сами.

Как проверить (сеть не нужна)
  synaq verify ПАКЕТ.zip --key ОТПЕЧАТОК
Отпечаток ключа спросите у участника другим путём, не из этого пакета: ключ внутри файла сам по себе ничего не доказывает.
`,
  },
  kk: {
    role: { provider: 'API жеткізушісі', user: 'API пайдаланушысы' },
    mode: { direct: 'тікелей', through: 'платформа арқылы' },
    run: ({ run, system, role, modes, from, to, outcome }) =>
      `${run}: «${system}», ${role}, ${modes}; ${from} – ${to} (UTC+5); ${outcome}`,
    outcome: { pass: 'сәйкес', waived: 'сәйкес емес; Акт ауытқуға рұқсаттар негізінде жасалды' },
    api: ({ title, contract, version, addresses }) => `«${title}»: ${contract}, ${version}-нұсқа; ${addresses}`,
    identity: (id, bin) => `идентификаторы ${id}${bin === undefined ? '' : `, БСН ${bin}`}`,
    documents: {
      protocol: 'Сынақ жүргізу хаттамасы',
      act: 'Тестілеуден өту актісі',
      report: 'HTML есебі',
      evidence: 'сынақ жазбасы',
      manifest: 'қол қойылған файлдар тізімі',
    },
    readme: ({ participant, made, signer, runs }) => `ОПЕРАТОРҒА АРНАЛҒАН ПАКЕТ
Қатысушы: ${participant}
Жасалған уақыты: ${made} (UTC+5)
Қолтаңба кілті: ${signer}

Іске қосулар:
${runs}

Мұнда не бар
  manifest.json          барлық файлдың SHA-256 көрсетілген тізімі; қолтаңбасы қасында (manifest.jws немесе manifest.p7s)
  runs/<іске қосу>/      әр іске қосудың Хаттамасы, Актісі, report.html есебі және жазбасы
  protocol/              іске қосу бірнешеу болса, ортақ Хаттама мен Акт
  service-desk/          Service Desk жүйесіне өтініш мәтіндері: түрі, тақырыбы, басымдығы, индексі, қосымшалары
  README.txt             осы файл

Қол қойылған Өтініш пакетке кірмейді: оны өзіңіз қосыңыз.

Қалай тексеруге болады (желі қажет емес)
  synaq verify ПАКЕТ.zip --key БЕДЕР
Кілт бедерін қатысушыдан басқа жолмен сұраңыз, осы пакеттен алмаңыз: файл ішіндегі кілт өздігінен ештеңе дәлелдемейді.
`,
  },
  en: {
    role: { provider: 'API provider', user: 'API user' },
    mode: { direct: 'directly', through: 'through the platform' },
    run: ({ run, system, role, modes, from, to, outcome }) =>
      `${run}: ${system}, ${role}, ${modes}; ${from} - ${to} (UTC+5); ${outcome}`,
    outcome: { pass: 'conforms', waived: 'does not conform; the Act rests on waivers' },
    api: ({ title, contract, version, addresses }) => `${title}: ${contract}, version ${version}; ${addresses}`,
    identity: (id, bin) => `identifier ${id}${bin === undefined ? '' : `, BIN ${bin}`}`,
    documents: {
      protocol: 'Testing protocol',
      act: 'Act of having passed testing',
      report: 'report in HTML',
      evidence: 'record of testing',
      manifest: 'signed list of files',
    },
    readme: ({ participant, made, signer, runs }) => `PACKAGE FOR THE OPERATOR
Participant: ${participant}
Made: ${made} (UTC+5)
Signing key: ${signer}

Runs:
${runs}

What is in it
  manifest.json          all files with their SHA-256; its signature lies beside it (manifest.jws or manifest.p7s)
  runs/<run>/            Protocol, Act, report.html and record of each run
  protocol/              Protocol and Act over all runs, where there are several
  service-desk/          texts for the Service Desk: type, subject, priority, index, enclosures
  README.txt             this file

The signed application (Заявление) is no part of the package: enclose it yourself.

How to verify it (without a network)
  synaq verify PACKAGE.zip --key THUMBPRINT
Ask the participant for the thumbprint of the key by another way, not out of this package: a key inside a file proves nothing.
`,
  },
}
