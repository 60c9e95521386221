import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { TrustFacts } from './facts.js'
import { fileNames } from './file-names.js'
import { guide } from './guide.js'
import { headersPage } from './headers.js'
import { html } from './html.js'
import { markdown } from './markdown.js'
import { thumbprintsOf } from './thumbprints.js'

export { gatherTrust, platformOf, type PlatformFacts, type TrustFacts } from './facts.js'
export { thumbprintsOf } from './thumbprints.js'

/** What a bank is given, by file name. */
export function trustFiles(facts: TrustFacts): ReadonlyMap<string, string> {
  const { hex, base64url } = thumbprintsOf(facts.certificate)
  const [readme, headers] = [guide(facts), headersPage(facts)]
  return new Map([
    [fileNames.ca, facts.ca],
    [fileNames.certificate, facts.certificate],
    [fileNames.thumbprints, `SHA-256, hex        ${hex}\nSHA-256, base64url  ${base64url}\n`],
    ...(facts.keys
      ? ([
          [fileNames.issuer, `${facts.issuer}\n`],
          [fileNames.jwks, `${JSON.stringify(facts.keys.jwks, null, 2)}\n`],
          [fileNames.jwksUrl, `${facts.keys.url}\n`],
        ] as const)
      : []),
    ...(facts.consentsUrl === undefined ? [] : [[fileNames.consents, `${facts.consentsUrl}\n`] as const]),
    [fileNames.headers, `${markdown(headers, 'ru')}\n${markdown(headers, 'en')}`],
    [fileNames.readmeRu, markdown(readme, 'ru')],
    [fileNames.readmeEn, markdown(readme, 'en')],
    [fileNames.readmeHtml, html(readme, ['ru', 'en'])],
  ])
}

/** Writes the files into a folder, which is made where it is missing; answers their paths. */
export function writeTrust(facts: TrustFacts, folder: string): string[] {
  mkdirSync(folder, { recursive: true })
  return [...trustFiles(facts)].map(([name, text]) => {
    const path = join(resolve(folder), name)
    writeFileSync(path, text)
    return path
  })
}
