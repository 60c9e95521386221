import type { Text } from '../base/text.js'
import type { Identity, Target } from '../model/target.js'
import { addressOf, type Address } from '../wire/socket.js'

/** A server that a run talks to. */
export interface Server {
  /** Begins the ids of its lines. */
  readonly id: 'bank' | 'platform-api' | 'platform-pages' | 'driver' | 'application'
  /** With host and port: a line begins with it. */
  readonly name: Text
  readonly url: string
  readonly address: Address
  /** PEM of whom its certificate should come from, and the setting where that stands. */
  readonly ca: string
  readonly caSetting: string
  /** The setting where its address stands. */
  readonly urlSetting: string
  /** What we present to it. */
  readonly identity?: Identity
}

/** The servers of a target, the bank first. */
export function serversOf({ direct, modes, platform, identities, applications, proxy }: Target): Server[] {
  const [own, ours] = [identities.platform, identities[applications.default?.certificate ?? '']]
  const fromSandbox = platform.control !== undefined
  const platformSetting = (name: string): string => (fromSandbox ? 'sandbox' : `platform.${name}`)
  return [
    ...(direct && modes.includes('direct')
      ? [
          {
            id: 'bank' as const,
            ...common({ ru: 'Сервер банка', en: "The bank's server" }, direct.url, proxy),
            ca: direct.ca,
            caSetting: 'direct.ca',
            urlSetting: 'direct.url',
            ...(own ? { identity: own } : {}),
          },
        ]
      : []),
    {
      id: 'platform-api',
      ...common({ ru: 'API платформы', en: "The platform's API" }, platform.api, proxy),
      ca: platform.ca,
      caSetting: platformSetting('ca'),
      urlSetting: platformSetting('api'),
      ...(ours ? { identity: ours } : {}),
    },
    {
      id: 'platform-pages',
      ...common({ ru: 'Сервер страниц платформы', en: "The server of the platform's pages" }, platform.pages, proxy),
      ca: platform.ca,
      caSetting: platformSetting('ca'),
      urlSetting: platformSetting('pages'),
    },
  ]
}

/** The webhook that drives an application under test, where there is one that speaks TLS; it is called as no client. */
export function driverServer({ app, platform }: Target): Server | undefined {
  if (app?.drive.kind !== 'webhook' || !app.drive.url.startsWith('https:')) return undefined
  const { url, ca } = app.drive
  return {
    id: 'driver',
    ...common({ ru: 'Вебхук приложения', en: "The application's webhook" }, url, undefined),
    ca: ca ?? platform.ca,
    caSetting: 'app.drive.ca',
    urlSetting: 'app.drive.webhook',
  }
}

/** Where clients come back to an application under test: one for each https server among its redirect URIs. */
export function applicationServers({ app, platform, proxy }: Target): Server[] {
  const urls = (app?.redirectUris ?? []).filter((uri) => uri.startsWith('https:')).map((uri) => new URL(uri).origin)
  return [...new Set(urls)].map((url) => ({
    id: 'application',
    ...common({ ru: 'Страницы приложения', en: "The application's pages" }, url, proxy),
    ca: app?.ca ?? platform.ca,
    caSetting: 'app.ca',
    urlSetting: 'synaq application --redirect-uri',
  }))
}

function common(role: Text, url: string, proxy: string | undefined): Pick<Server, 'name' | 'url' | 'address'> {
  const address = addressOf(url, proxy)
  const at = `${address.host}:${address.port}`
  return { name: { ru: `${role.ru} ${at}`, en: `${role.en} ${at}` }, url, address }
}
