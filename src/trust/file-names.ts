/** Names of the exported files. */
export const fileNames = {
  ca: 'ca.pem',
  certificate: 'platform-certificate.pem',
  thumbprints: 'platform-certificate.sha256.txt',
  issuer: 'issuer.txt',
  jwks: 'jwks.json',
  jwksUrl: 'jwks-url.txt',
  consents: 'consents-url.txt',
  headers: 'headers.md',
  readmeRu: 'README.ru.md',
  readmeEn: 'README.en.md',
  readmeHtml: 'README.html',
} as const
