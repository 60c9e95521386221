import { dateHeader, type DateHeader } from '../base/clock-offset.js'
import type { Instant } from '../base/clock.js'
import { isLoopback } from '../base/loopback.js'
import { isProblemError, placeText } from '../base/problem.js'
import type { Text } from '../base/text.js'
import { testPageOf } from '../control/test-page.js'
import { readCertificates } from '../crypto/chain.js'
import type { AppDriver } from '../model/application.js'
import type { Wire } from '../model/ports.js'
import type { Target, TargetApp } from '../model/target.js'
import { dateTrouble, lastDay } from './dates.js'
import { about, green, red, yellow, type Diagnoses, type Diagnosis } from './diagnosis.js'
import { reachable } from './reachable.js'
import { applicationServers, driverServer, type Server } from './server.js'
import { serverCertificate } from './server-certificate.js'

/** What is known of an application under test without asking anybody: that it has joined, its certificate, its ways back. */
export function* knownApplication({ participant, app }: Target, now: Instant): Generator<Diagnosis> {
  if (!app) return
  yield green('application.joined', {
    ru: `Приложение ${participant.id} зарегистрировано в песочнице: client_id ${app.clientId}`,
    en: `The application of ${participant.id} has joined the sandbox: client_id ${app.clientId}`,
  })
  yield* clientCertificate(app, now)
  for (const uri of app.redirectUris) yield redirectUri(uri, app)
}

function* clientCertificate({ certificate }: TargetApp, now: Instant): Generator<Diagnosis> {
  const [own] = readCertificates(certificate)
  const subject = { ru: 'Сертификат приложения', en: "The application's certificate" }
  if (!own) return
  const id = 'application.certificate'
  yield (
    dateTrouble(id, subject, own, now, {
      ru: 'Пусть приложение присоединится заново (synaq application) с новым сертификатом.',
      en: 'Have the application join anew (synaq application) with a new certificate.',
    }) ?? green(id, about(subject, `действует до ${lastDay(own)}`, `valid until ${lastDay(own)}`))
  )
}

/** A code that comes back in the clear, or to where nobody here can follow. */
function redirectUri(uri: string, { drive }: TargetApp): Diagnosis {
  const { protocol, hostname } = new URL(uri)
  const id = 'application.redirect-uri'
  const subject = { ru: `Адрес возврата ${uri}`, en: `Redirect URI ${uri}` }
  if (protocol === 'http:' && !isLoopback(hostname))
    return yellow(
      id,
      about(subject, 'без TLS: код увидит любой по пути', 'without TLS: whoever is on the way sees the code'),
      {
        ru: 'Возьмите адрес https и присоединитесь заново (RFC 9700, раздел 2.6).',
        en: 'Take an https address and join anew (RFC 9700, section 2.6).',
      },
    )
  if (!/^https?:$/.test(protocol) && drive.kind !== 'by-hand')
    return yellow(
      id,
      about(
        subject,
        'своя схема: дальше этого адреса можно пройти только в самом приложении',
        'a scheme of its own: beyond it the way leads through the application itself',
      ),
      {
        ru: 'Если app.drive отвечает адресом (url), дайте ему пройти весь путь самому или испытывайте вручную (app: { drive: by-hand }).',
        en: 'Where app.drive answers with an address (url), have it walk the whole way by itself, or test by hand (app: { drive: by-hand }).',
      },
    )
  return green(id, about(subject, 'зарегистрирован', 'registered'))
}

/** The webhook's server, where errands go over TLS. Answers whether an errand can be sent. */
export async function* driverReachable(target: Target, now: Instant): Diagnoses<boolean> {
  const server = driverServer(target)
  if (!server) return true
  return (yield* reachable(server)) && (yield* serverCertificate(server, now)) !== undefined
}

/** The application's own pages. That they cannot be reached from here need not matter: a client's telephone may. */
export async function* ownPages(target: Target, wire: Wire, now: Instant): Diagnoses<DateHeader | undefined> {
  let date: DateHeader | undefined
  for (const server of applicationServers(target)) {
    if (!(yield* softened(reachable(server)))) continue
    if (!(yield* softened(serverCertificate(server, now)))) continue
    date ??= await dateAt(server, wire)
  }
  return date
}

async function* softened<T>(lines: Diagnoses<T>): Diagnoses<T> {
  for (;;) {
    const next = await lines.next()
    if (next.done) return next.value
    const { value } = next
    yield value.state === 'red' ? yellow(value.id, value.what, withTelephone(value.remedy)) : value
  }
}

const withTelephone = ({ ru, en }: Text): Text => ({
  ru: `${ru} Если страницы открывает только устройство клиента, так и должно быть.`,
  en: `${en} Where only the client's device opens these pages, all is well.`,
})

async function dateAt({ url, ca }: Server, wire: Wire): Promise<DateHeader | undefined> {
  const { at, outcome, timings } = await wire.send(
    {
      operation: null,
      method: 'GET',
      url: `${url}/`,
      headers: { accept: 'text/html' },
      peer: 'subject',
      via: 'through',
      credential: { certificate: 'none', authorization: 'none' },
    },
    { ca },
  )
  return 'response' in outcome ? dateHeader(outcome.response.headers.date, at, timings.totalMs) : undefined
}

/** Answered by a program, whatever the answer; nothing is done for it. */
const harmless: Text = {
  ru: 'Проверка связи: вы получили этот вопрос?',
  kk: 'Байланысты тексеру: бұл сұрақты алдыңыз ба?',
  en: 'Whether you can be reached: have you got this question?',
}

/** Whether the application can be made to act: a program is asked a question, a person is not bothered. */
export async function* driver({ app, platform, participant }: Target, asked: AppDriver | undefined): Diagnoses {
  if (!app) return
  const id = 'application.driver'
  if (app.drive.kind === 'by-hand') {
    const page = testPageOf(platform.pages, participant.id)
    yield green(id, {
      ru: `Приложением управляет человек: что сделать, скажут терминал и страница ${page}`,
      en: `A person drives the application: terminal and the page ${page} say what is to be done`,
    })
    return
  }
  if (!asked) return
  const subject =
    app.drive.kind === 'webhook'
      ? { ru: 'Вебхук приложения', en: "The application's webhook" }
      : { ru: 'Программа, которая управляет приложением', en: 'The program that drives the application' }
  try {
    const answer = await asked.ask(harmless, new AbortController().signal)
    const said = answer ?? 'null'
    yield green(id, about(subject, `отвечает на вопрос (${said})`, `answers a question (${said})`))
  } catch (error) {
    if (!isProblemError(error)) throw error
    const { place, what, remedy } = error.problems[0]
    const whole = `${placeText(place)}: ${what}`
    yield red(id, about(subject, whole, whole), { ru: remedy, en: remedy })
  }
}
