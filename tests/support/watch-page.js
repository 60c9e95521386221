/* global document */
import { pathToFileURL } from 'node:url'

/**
 * Holds the page of an application under test open in a browser, in a process of its own, and says on standard out what is
 * seen there, a line of JSON after each line on standard in: `node watch-page.js BROWSER-MODULE ADDRESS [no-scripts]`.
 * Lines: `look`; `wait TEXT` until it stands there; `press BUTTON`; `focus BUTTON`.
 */
const [browserModule, address, scripts] = process.argv.slice(2)
const { createInterface } = await import('node:readline')
const { startBrowser } = await import(pathToFileURL(browserModule).href)
const started = await startBrowser()

try {
  const page = await started.browser.newPage()
  const errors = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => errors.push(message.text()))
  const session = await page.createCDPSession()
  await session.send('Security.setIgnoreCertificateErrors', { ignore: true })
  await page.setViewport({ width: 390, height: 844 })
  if (scripts === 'no-scripts') await page.setJavaScriptEnabled(false)
  let loads = 0
  page.on('load', () => (loads += 1))
  await page.goto(address)

  const look = () =>
    page.evaluate(() => ({
      lang: document.documentElement.lang,
      text: document.querySelector('main').innerText,
      buttons: [...document.querySelectorAll('main button')].map(({ value }) => value),
      focused: document.activeElement?.value ?? null,
      offline: !document.getElementById('offline').hidden,
      width: document.documentElement.scrollWidth,
    }))
  const does = {
    look: async () => undefined,
    wait: (text) => page.waitForFunction((words) => document.body.innerText.includes(words), { timeout: 15_000 }, text),
    focus: (button) => page.focus(`button[value=${button}]`),
    press: (button) => Promise.all([page.waitForNavigation(), page.click(`button[value=${button}]`)]),
  }
  process.stdout.write(`${JSON.stringify({ ...(await look()), loads, errors })}\n`)
  for await (const line of createInterface(process.stdin)) {
    const [, act, rest] = /^(\w+) ?(.*)$/.exec(line)
    await does[act](rest)
    process.stdout.write(`${JSON.stringify({ ...(await look()), loads, errors })}\n`)
  }
} finally {
  await started.close()
}
