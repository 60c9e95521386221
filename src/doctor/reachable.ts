import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { isObject } from '../base/json.js'
import type { Text } from '../base/text.js'
import { openSocket } from '../wire/socket.js'
import { about, green, red, type Diagnoses, type Diagnosis } from './diagnosis.js'
import type { Server } from './server.js'

/** A server that is there answers a connection much sooner. */
export const connectLimitMs = 5000

/** The host's name resolves and the port takes connections. Answers whether. */
export async function* reachable(server: Server): Diagnoses<boolean> {
  const { id, name, address } = server
  const resolved = await resolvedAddress(server)
  if (typeof resolved !== 'string') {
    yield resolved
    return false
  }
  try {
    const socket = await openSocket(address, connectLimitMs)
    socket.destroy()
  } catch (error) {
    yield unreachable(server, codeOf(error))
    return false
  }
  const by = resolved === '' ? { ru: '', en: '' } : { ru: ` (адрес ${resolved})`, en: ` (address ${resolved})` }
  yield green(`${id}.reachable`, about(name, `принимает соединения${by.ru}`, `takes connections${by.en}`))
  return true
}

/** The IP address; an empty text where there is nothing to resolve here. */
async function resolvedAddress(server: Server): Promise<string | Diagnosis> {
  const { host, proxy } = server.address
  if (proxy !== undefined || isIP(host) !== 0) return ''
  try {
    return (await lookup(host)).address
  } catch (error) {
    const remedy =
      codeOf(error) === 'EAI_AGAIN'
        ? {
            ru: 'Сервер имён не отвечает: проверьте сеть и DNS этой машины.',
            en: 'The name server does not answer: check network and DNS of this machine.',
          }
        : {
            ru: `Проверьте, нет ли опечатки в «${server.urlSetting}». Если имя известно только внутри сети банка, запустите Synaq там или запишите имя в /etc/hosts.`,
            en: `Check «${server.urlSetting}» for a typing error. If the name is known only inside the bank's network, run Synaq there or write it into /etc/hosts.`,
          }
    return red(
      `${server.id}.resolves`,
      about(server.name, 'имя не находится в DNS', 'the name is not found in DNS'),
      remedy,
    )
  }
}

function unreachable({ id, name, urlSetting, address }: Server, code: string): Diagnosis {
  if (address.proxy !== undefined) return proxyTrouble(`${id}.reachable`, name, address.proxy, code)
  const [what, remedy] = reasons[code] ?? [
    { ru: `соединение не устанавливается (${code})`, en: `no connection can be made (${code})` },
    {
      ru: `Проверьте маршрут и межсетевой экран: nc -vz ${address.host} ${address.port}.`,
      en: `Check route and firewall: nc -vz ${address.host} ${address.port}.`,
    },
  ]
  const setting = { ru: ` Адрес задан в «${urlSetting}».`, en: ` The address stands in «${urlSetting}».` }
  return red(`${id}.reachable`, about(name, what.ru, what.en), {
    ru: remedy.ru + setting.ru,
    en: remedy.en + setting.en,
  })
}

function proxyTrouble(id: string, name: Text, proxy: string, code: string): Diagnosis {
  if (code === 'PROXY_REFUSED')
    return red(
      id,
      about(name, `прокси ${proxy} не пропускает соединение`, `the proxy ${proxy} does not let the connection through`),
      {
        ru: 'Проверьте, что «proxy» в файле цели указывает на прокси HTTP, и разрешите в нём метод CONNECT к этому узлу и порту.',
        en: 'See that «proxy» in the target file is an HTTP proxy, and allow CONNECT to this host and port in it.',
      },
    )
  return red(
    id,
    about(name, `недоступен прокси ${proxy} (${code})`, `the proxy ${proxy} cannot be reached (${code})`),
    {
      ru: 'Исправьте «proxy» в файле цели или уберите его, если прокси не нужен.',
      en: 'Correct «proxy» in the target file, or take it out where no proxy is needed.',
    },
  )
}

const reasons: Readonly<Record<string, readonly [what: Text, remedy: Text]>> = {
  ECONNREFUSED: [
    { ru: 'порт никто не слушает', en: 'nothing listens on the port' },
    {
      ru: 'Запустите сервер или исправьте порт. Если он запущен, посмотрите, какой адрес и порт он слушает: ss -ltn.',
      en: 'Start the server or correct the port. If it runs, see which address and port it listens on: ss -ltn.',
    },
  ],
  ETIMEDOUT: [
    {
      ru: `соединение не установлено за ${connectLimitMs / 1000} с`,
      en: `no connection within ${connectLimitMs / 1000} s`,
    },
    {
      ru: 'Так бывает, когда пакеты отбрасывает межсетевой экран: попросите открыть порт для адреса этой машины.',
      en: 'This is what a firewall that drops packets looks like: have the port opened for the address of this machine.',
    },
  ],
}

function codeOf(error: unknown): string {
  const code = isObject(error) ? error.code : undefined
  return typeof code === 'string' ? code : 'unknown'
}
