import type { Text } from './text.js'

const trust: Text = {
  ru: 'Сервер не доверяет центру, выдавшему наш сертификат: добавьте ca.pem из «synaq trust export» в доверенные.',
  en: 'The server does not trust the authority of our certificate: add ca.pem of «synaq trust export» to what it trusts.',
}
const versions: Text = {
  ru: 'У нас с сервером нет общей версии TLS или набора шифров: сервер должен предлагать TLS 1.2 или 1.3.',
  en: 'The server and we have no TLS version or cipher in common: it must offer TLS 1.2 or 1.3.',
}

const meanings: Readonly<Record<string, Text>> = {
  unknown_ca: trust,
  certificate_unknown: trust,
  bad_certificate: trust,
  certificate_expired: {
    ru: 'Сервер считает наш сертификат просроченным: проверьте срок и часы сервера.',
    en: "The server takes our certificate for expired: check its dates and the server's clock.",
  },
  certificate_revoked: {
    ru: 'Наш сертификат в списке отозванных: получите новый.',
    en: 'Our certificate stands in a revocation list: have a new one issued.',
  },
  certificate_required: {
    ru: 'Сервер не получил нашего сертификата: проверьте, не завершает ли TLS прокси перед ним.',
    en: 'The server did not get our certificate: see whether a proxy in front of it ends TLS.',
  },
  handshake_failure: versions,
  protocol_version: versions,
}

/** What an alert usually means when a server answers our handshake with it (RFC 8446, section 6.2), and how to mend that. */
export function alertMeaning(alert: string): Text | undefined {
  return Object.hasOwn(meanings, alert) ? meanings[alert] : undefined
}

/** The name of the alert that the other side sent, e.g. `unknown_ca`, by the code of the error; undefined where it is none. */
export function alertOf(code: string): string | undefined {
  return /^ERR_SSL_\w*?_ALERT_(\w+)$/.exec(code)?.[1]?.toLowerCase()
}
