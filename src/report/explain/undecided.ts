import type { Text } from '../../base/text.js'
import type { TransportFailure } from '../../model/exchange.js'
import type { Cause } from '../../model/finding.js'

/** Why no answer came, by how the transport failed. */
export function failureCause(failure: TransportFailure): Text {
  if (failure.kind === 'timeout') return timeouts[failure.phase]
  if (failure.kind === 'tls-alert') return alertCause(failure.alert)
  return failures[failure.kind]
}

const timeouts: Readonly<Record<'connect' | 'response', Text>> = {
  connect: {
    ru: 'Соединение не устанавливается: пакеты теряются, обычно на межсетевом экране, или адрес принадлежит другой сети.',
    en: 'No connection comes about: packets are dropped, mostly by a firewall, or the address belongs to another network.',
  },
  response: {
    ru: 'Соединение есть, ответа нет: сервер занят, ждёт базу или другую систему дольше предела или потерял запрос.',
    en: 'There is a connection but no answer: the server is busy, waits for a database or another system for too long, or lost the request.',
  },
}

const failures: Readonly<Record<Exclude<TransportFailure['kind'], 'timeout' | 'tls-alert'>, Text>> = {
  refused: {
    ru: 'На этом порту никто не слушает: сервер не запущен, упал, слушает другой порт или только внутренний адрес.',
    en: 'Nothing listens on this port: the server does not run, went down, listens on another port or on an internal address only.',
  },
  reset: {
    ru: 'Соединение разорвала другая сторона или узел между нами: перезапуск сервера, межсетевой экран, балансировщик без живых серверов.',
    en: 'The other side, or a node between us, closed the connection: a restart, a firewall, a balancer without live servers.',
  },
  dns: {
    ru: 'Имя узла отсюда не находится: опечатка в адресе, имя есть только во внутренней сети или нужен другой DNS.',
    en: 'The host name is not found from here: a slip in the address, a name of the internal network only, or another DNS is wanted.',
  },
  unreachable: {
    ru: 'До узла нет маршрута: нужен VPN, другой сетевой контур или прокси.',
    en: 'There is no route to the host: a VPN, another network or a proxy is wanted.',
  },
  truncated: {
    ru: 'Ответ оборван раньше, чем объявлено: сервер упал во время ответа, сработал тайм-аут прокси или неверна длина в Content-Length.',
    en: 'The answer ended before what was declared: the server went down, a proxy timed out, or Content-Length is wrong.',
  },
  'untrusted-peer': {
    ru: 'Сертификат сервера выдан не тем центром, который назван в файле цели, без промежуточных сертификатов, на другое имя, или его срок истёк.',
    en: "The server's certificate comes from another authority than the target file names, lacks intermediates, is for another name, or has expired.",
  },
  'too-large': {
    ru: 'Ответ больше нашего предела: страница не ограничена, или отдаётся не тот ресурс.',
    en: 'The answer is over our limit: the page is not bounded, or another resource is served.',
  },
  proxy: {
    ru: 'Прокси между нами и сервером не пропускает CONNECT к этому узлу или требует входа.',
    en: 'The proxy between us and the server does not allow CONNECT to this host, or wants a sign-in.',
  },
  unsendable: {
    ru: 'Адрес, сертификат или ключ в файле цели заданы так, что запрос отправить нельзя.',
    en: 'Address, certificate or key in the target file are such that no request can be sent.',
  },
  other: {
    ru: 'Соединение не состоялось по причине, названной в обмене; до сервера запрос, скорее всего, не дошёл.',
    en: 'The connection failed for the reason that the exchange names; the request most likely did not come to the server.',
  },
}

/** Alerts of TLS (RFC 8446, 6.2) by OpenSSL's names. */
function alertCause(alert: string): Text {
  if (/unknown_ca|bad_certificate|certificate_unknown|unsupported_certificate/.test(alert))
    return {
      ru: 'Сервер не принял наш сертификат: центра, который его выдал, нет среди доверенных на этом узле.',
      en: 'The server did not take our certificate: the authority that issued it is not trusted at that node.',
    }
  if (/certificate_expired|certificate_revoked/.test(alert))
    return {
      ru: 'Сервер считает наш сертификат просроченным или отозванным.',
      en: 'The server holds our certificate to be expired or revoked.',
    }
  if (/certificate_required|handshake_failure/.test(alert))
    return {
      ru: 'Стороны не договорились: нет общих шифров или версии, либо сервер ждал сертификат, которого не получил.',
      en: 'The two sides did not agree: no common cipher or version, or the server waited for a certificate that did not come.',
    }
  if (alert.includes('protocol_version'))
    return {
      ru: 'Нет общей версии TLS: с нашей стороны 1.2 и 1.3.',
      en: 'No common version of TLS: on our side 1.2 and 1.3.',
    }
  return {
    ru: `Сервер прервал рукопожатие TLS (${alert}).`,
    en: `The server broke the TLS handshake off (${alert}).`,
  }
}

/** Why nothing can be said, where no transport failed. */
export const undecidedCauses: Readonly<Record<Cause, Text>> = {
  harness: {
    ru: 'Сценарий или сам Synaq не сделал того, что должен; испытуемая сторона ни при чём.',
    en: 'The script or Synaq itself did not do what it should; the subject has no part in it.',
  },
  configuration: {
    ru: 'Настройки цели и сервера не сходятся, или у тестового клиента нет данных, которые ему приписаны.',
    en: 'Target file and server do not agree, or the test client lacks the data that it is said to have.',
  },
  environment: {
    ru: 'Помешала среда между нами и сервером, а не ответ сервера.',
    en: 'What lies between us and the server came in the way, not an answer of the server.',
  },
  throttled: {
    ru: 'Сервер ограничивает частоту, и запросов за это время было больше предела.',
    en: 'The server limits the rate, and there were more requests than it allows.',
  },
  platform: {
    ru: 'Ответила платформа или другой участник, либо платформа не смогла сделать того, что нужно сценарию.',
    en: 'The platform or another participant answered, or the platform could not do what the script needs.',
  },
}

/** A server that refuses what nobody has used successfully yet. */
export const credentialNotKnown: Text = {
  ru: 'Сервер не знает платформу: не добавлены её издатель и ключи, не тот сертификат в доверенных, другой идентификатор участника или расходятся часы.',
  en: 'The server does not know the platform: its issuer and keys were not added, another certificate is trusted, the participant id differs, or clocks do.',
}

/** A value that an earlier answer should have given was not there. */
export const valueLacking: Text = {
  ru: 'Прежний ответ пуст или устроен иначе: у тестового клиента нет этих данных, либо это следствие того, что найдено шагом раньше.',
  en: 'The earlier answer is empty or built otherwise: the test client has no such data, or it follows from what an earlier step found.',
}
