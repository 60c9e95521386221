import { alertMeaning } from '../base/tls-alerts.js'
import type { Text } from '../base/text.js'
import { codeOf, failureText } from '../checks/phrases.js'
import type { MaskedExchange, TransportFailure } from '../model/exchange.js'
import type { Observation } from '../model/finding.js'

type Cause = Extract<Observation, { result: 'undecided' }>['cause']

/**
 * An exchange without a complete answer says nothing about the subject (design 6): the finding tells where that was, what
 * happened and what to do. `proven`: this kind of credential has succeeded before in the run.
 */
export function unanswered(
  { request }: MaskedExchange,
  failure: TransportFailure,
  proven: boolean,
): { readonly cause: Cause; readonly next: Text } {
  const where = URL.canParse(request.url) ? new URL(request.url).origin : request.url
  const why = failureText(failure)
  const what = failure.kind === 'reset' && !proven ? brokenOffAtFirst : adviceOn(failure, settingsOf(request))
  return {
    cause: causeOf(failure, proven),
    next: { ru: `Адрес ${where}: ${why.ru}. ${what.ru}`, en: `At ${where}: ${why.en}. ${what.en}` },
  }
}

/** Some servers send no alert when they do not take our certificate. */
const brokenOffAtFirst: Text = {
  ru: 'С этим сертификатом ещё ни один запрос не прошёл: сервер мог не принять его, доверьте ему ca.pem из «synaq trust export». Иначе соединение оборвал он сам или то, что стоит между нами; посмотрите журналы за это время и повторите прогон.',
  en: 'No request with this certificate has succeeded yet: the server may not take it, so let it trust ca.pem of «synaq trust export». Otherwise it, or what stands between, broke the connection off; look into the logs for this time, then run again.',
}

/** What has to be set otherwise is told apart from what may be over when the run is repeated. */
function causeOf(failure: TransportFailure, proven: boolean): Cause {
  if (failure.kind === 'unsendable') return 'configuration'
  if (failure.kind === 'untrusted-peer' && !isOfTime(failure.detail)) return 'configuration'
  return failure.kind === 'tls-alert' && !proven ? 'configuration' : 'environment'
}

/** Dates of a certificate depend on clocks, and two clocks blame nobody. */
const isOfTime = (detail: string): boolean => ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'].includes(codeOf(detail))

/** The settings of the target file that say where the server is and whom to trust for it. */
interface Settings {
  readonly url: string
  readonly ca: string
}

function settingsOf({ peer, via }: MaskedExchange['request']): Settings {
  const direct = via === 'direct' && peer === 'subject'
  return direct ? { url: 'direct.url', ca: 'direct.ca' } : { url: 'platform', ca: 'platform.ca' }
}

function adviceOn(failure: TransportFailure, { url, ca }: Settings): Text {
  switch (failure.kind) {
    case 'refused':
      return {
        ru: `Проверьте, что сервер запущен и доступен отсюда по этому адресу («${url}» в файле цели), и повторите прогон.`,
        en: `See that the server runs and can be reached from here at this address («${url}» in the target file), then run again.`,
      }
    case 'dns':
      return {
        ru: `Проверьте, нет ли опечатки в «${url}» файла цели и отвечает ли сервер имён этой машины. Если имя известно только внутри сети банка, запустите Synaq там.`,
        en: `Check «${url}» in the target file for a typing error, and whether this machine's name server answers. If the name is known only inside the bank's network, run Synaq there.`,
      }
    case 'unreachable':
      return {
        ru: 'Проверьте маршрут и межсетевой экран между этой машиной и сервером и повторите прогон.',
        en: 'Check route and firewall between this machine and the server, then run again.',
      }
    case 'reset':
      return {
        ru: 'Соединение оборвал сервер или то, что стоит между нами: межсетевой экран, балансировщик, прокси. Посмотрите их журналы за это время и повторите прогон.',
        en: 'The server, or a firewall, load balancer or proxy on the way, broke the connection off. Look into their logs for this time, then run again.',
      }
    case 'truncated':
      return {
        ru: 'Соединение закрылось раньше, чем пришёл весь ответ. Посмотрите журналы сервера и того, что стоит перед ним, за это время и повторите прогон.',
        en: 'The connection closed before the whole answer was here. Look into the logs of the server and of what stands before it for this time, then run again.',
      }
    case 'timeout':
      return failure.phase === 'connect'
        ? {
            ru: 'Так бывает, когда пакеты отбрасывает межсетевой экран: попросите открыть порт для адреса этой машины.',
            en: 'This is what a firewall that drops packets looks like: have the port opened for the address of this machine.',
          }
        : {
            ru: 'Сервер принял запрос и не ответил. Найдите запрос в его журнале по идентификатору и посмотрите, чего он ждал; сколько ждать ответа, задаёт «limits.timeoutMs» в файле цели.',
            en: 'The server took the request and did not answer. Find the request in its journal by the id and see what it waited for; how long an answer is waited for stands in «limits.timeoutMs» of the target file.',
          }
    case 'tls-alert':
      return (
        alertMeaning(failure.alert) ?? {
          ru: 'Похоже, сервер отверг наш сертификат: сравните доверенный центр и отпечаток с тем, что пишет «synaq trust export», и посмотрите журнал сервера.',
          en: "The server seems to have refused our certificate: compare the trusted authority and the thumbprint with those of «synaq trust export», and look into the server's log.",
        }
      )
    case 'untrusted-peer':
      return distrust(codeOf(failure.detail), url, ca)
    case 'too-large':
      return {
        ru: 'Дальше ответ не читался. Если такой ответ верен, увеличьте «limits.maxBodyBytes» в файле цели; если нет, найдите запрос в журнале сервера.',
        en: "It was read no further. If such an answer is right, raise «limits.maxBodyBytes» in the target file; if not, find the request in the server's journal.",
      }
    case 'proxy':
      return {
        ru: 'Проверьте «proxy» в файле цели и разрешите в прокси CONNECT к этому узлу.',
        en: 'Check «proxy» in the target file and allow CONNECT to this host in the proxy.',
      }
    case 'unsendable':
      return {
        ru: 'Исправьте адрес, сертификат или ключ в файле цели; «synaq doctor» покажет, что с ними не так.',
        en: 'Correct address, certificate or key in the target file; «synaq doctor» shows what is wrong with them.',
      }
    case 'other':
      return {
        ru: `Сервер говорит по этому адресу не по HTTPS или нарушает протокол HTTP/1.1. Проверьте порт в «${url}» и то, что стоит перед сервером.`,
        en: `At this address the server does not speak HTTPS, or breaks the protocol HTTP/1.1. Check the port in «${url}» and what stands before the server.`,
      }
  }
}

function distrust(code: string, url: string, ca: string): Text {
  switch (code) {
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return {
        ru: 'Проверьте сначала часы этой машины; если они верны, серверу нужен новый сертификат.',
        en: "First check this machine's clock; if it is right, the server needs a new certificate.",
      }
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
    case 'HOSTNAME_MISMATCH':
      return {
        ru: `Укажите в «${url}» имя из сертификата или выпустите сертификат на имя или IP-адрес, по которому обращаются.`,
        en: `Use the certificate's name in «${url}», or have one issued with the name or IP address that is used.`,
      }
    default:
      return {
        ru: `Укажите в «${ca}» файл PEM центра, выдавшего сертификат сервера, и проверьте, что сервер отдаёт промежуточные сертификаты.`,
        en: `Put the PEM file of the authority of the server's certificate into «${ca}», and see that the server sends the intermediate certificates.`,
      }
  }
}
