import { randomUUID } from 'node:crypto'
import { soundRules as sound } from '../rules.js'

/** Wrong in how the platform is called: headers, addresses, pages, pace, TLS. */
export const requestDefects = {
  'sends-no-request-id': {
    ru: 'Не передаёт x-request-id',
    en: 'Sends no x-request-id',
    rules: { dataRequest: leavingOut('x-request-id') },
  },
  'repeats-request-id': {
    ru: 'Передаёт во всех запросах один x-request-id',
    en: 'Sends one x-request-id with every request',
    rules: () => {
      const id = randomUUID()
      return { requestId: () => id }
    },
  },
  'odd-request-id': {
    ru: 'Передаёт x-request-id, который не UUID',
    en: 'Sends an x-request-id that is no UUID',
    rules: { requestId: () => `req-${Date.now()}-${Math.random().toString(36).slice(2)}` },
  },
  'sends-no-provider': {
    ru: 'Не называет банк в x-participant-id',
    en: 'Does not name the bank in x-participant-id',
    rules: { dataRequest: leavingOut('x-participant-id') },
  },
  'follows-redirects': {
    ru: 'Следует за перенаправлением API',
    en: 'Follows a redirect of the API',
    rules: {
      nextAddress: ({ status, headers }, url) =>
        status >= 300 && status < 400 && headers.location ? new URL(headers.location, url).href : undefined,
    },
  },
  'stops-at-first-page': {
    ru: 'Получает только первую страницу списка',
    en: 'Reads the first page of a list only',
    rules: { pagesAfterFirst: async () => [] },
  },
  'skips-last-page': {
    ru: 'Не получает последнюю страницу списка',
    en: 'Does not read the last page of a list',
    rules: { pagesAfterFirst: (totalPages, read) => sound.pagesAfterFirst(totalPages - 1, read) },
  },
  'skips-every-other-page': {
    ru: 'Получает списки через страницу',
    en: 'Reads every other page of a list',
    rules: {
      pagesAfterFirst: async (totalPages, read) => {
        const pages = []
        for (let pageNumber = 3; pageNumber <= totalPages; pageNumber += 2) pages.push(await read(pageNumber))
        return pages
      },
    },
  },
  'asks-for-huge-pages': {
    ru: 'Просит страницы по 500 записей, больше допустимого',
    en: 'Asks for pages of 500 entries, more than is allowed',
    rules: { pageSize: () => 500 },
  },
  floods: {
    ru: 'Не соблюдает темп: запрашивает мелкие страницы все разом',
    en: 'Keeps no pace: asks for small pages all at once',
    rules: {
      connections: () => ({ pipelining: 50, connections: 4 }),
      withinPace: (_, action) => action(),
      pageSize: (what) => (what === 'transactions' ? 20 : 2),
      pagesAfterFirst: (totalPages, read) =>
        Promise.all(Array.from({ length: Math.max(0, totalPages - 1) }, (_, i) => read(i + 2))),
    },
  },
  'trusts-any-server-certificate': {
    ru: 'Принимает любой сертификат сервера',
    en: 'Takes any certificate of the server',
    rules: { tlsOptions: () => ({ ...sound.tlsOptions(), rejectUnauthorized: false }) },
  },
  'ignores-server-name': {
    ru: 'Принимает сертификат, выданный серверу с другим именем',
    en: 'Takes a certificate that was issued to a server of another name',
    rules: { tlsOptions: () => ({ ...sound.tlsOptions(), checkServerIdentity: () => undefined }) },
  },
  'allows-old-tls': {
    ru: 'Соглашается на TLS ниже 1.2',
    en: 'Agrees to TLS below 1.2',
    rules: { tlsOptions: () => ({ ...sound.tlsOptions(), minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' }) },
  },
}

/** Wrong in where a token goes. */
export const tokenDefects = {
  'token-in-url': {
    ru: 'Передаёт токен и в адресе запроса',
    en: 'Puts the token into the address of its requests',
    rules: {
      dataRequest: (url, call) => {
        url.searchParams.set('access_token', call.token)
        return sound.dataRequest(url, call)
      },
    },
  },
}

/** The sound request without one of its headers. */
function leavingOut(header) {
  return (...call) => {
    const { address, headers } = sound.dataRequest(...call)
    return { address, headers: Object.fromEntries(Object.entries(headers).filter(([name]) => name !== header)) }
  }
}
