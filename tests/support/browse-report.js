/* global document, DOMParser */
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

/**
 * Opens a report in the browser as a person would and says on standard out what was seen there; also reads an XML
 * file with the browser's own parser. `node browse-report.js BROWSER-MODULE REPORT.HTML JUNIT.XML`, in a process of
 * its own because jest's modules and the browser do not go together.
 */
const [browserModule, report, xml] = process.argv.slice(2)
const { startBrowser } = await import(pathToFileURL(browserModule).href)
const started = await startBrowser()

try {
  const page = await started.browser.newPage()
  const seen = { requests: [], dialogs: [], errors: [], narrow: 0 }
  page.on('request', (request) => seen.requests.push(request.url()))
  page.on('pageerror', (error) => seen.errors.push(error.message))
  page.on('dialog', (dialog) => {
    seen.dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  page.on('console', (message) => seen.errors.push(message.text()))
  const visible = () =>
    page.$$eval('.result', (all) => all.filter((element) => element.checkVisibility()).map(({ id }) => id))
  const status = () => page.$eval('output', (element) => element.textContent)
  const look = async () => ({ shown: await visible(), status: await status() })

  await page.setViewport({ width: 390, height: 800 })
  await page.goto(pathToFileURL(report).href)
  seen.narrow = await page.evaluate(() => document.documentElement.scrollWidth)
  seen.all = await look()
  await page.keyboard.press('/')
  await page.keyboard.type('provider/B сценарий')
  seen.searched = await look()
  await page.click('[data-reset]')
  seen.reset = await look()
  await page.click('input[name=state][value=fail]')
  seen.withoutFailures = await look()
  await page.click('[data-reset]')
  await page.select('select[name=mode]', 'through')
  seen.through = await look()
  await page.select('select[name=script]', 'success')
  seen.nothing = { ...(await look()), said: await page.$eval('#nothing', (element) => element.checkVisibility()) }
  await page.click('[data-reset]')
  await page.focus('.result summary')
  await page.keyboard.press('Enter')
  await page.click('.result[open] .finding a')
  await page.waitForSelector('.exchange[open]')
  seen.opened = await page.$$eval('details[open]', (all) => all.map(({ id }) => id))
  seen.title = await page.title()
  seen.foreign = await page.$$eval('img, iframe, object, [onerror], [onload], script', (all) => all.length)
  seen.unlabelled = await page.$$eval(
    'input, select, button',
    (all) => all.filter((element) => (element.labels?.length ?? 0) === 0 && element.textContent.trim() === '').length,
  )

  const plain = await started.browser.newPage()
  await plain.setJavaScriptEnabled(false)
  await plain.goto(pathToFileURL(report).href)
  seen.withoutScript = {
    filters: (await plain.$('#filters:not([hidden])')) !== null,
    results: (await plain.$$('.result:not([hidden])')).length,
  }

  const parser = await started.browser.newPage()
  seen.xml = await parser.evaluate(
    (text) => {
      const element = (node) => ({
        tag: node.tagName,
        attributes: Object.fromEntries([...node.attributes].map(({ name, value }) => [name, value])),
        children: [...node.children].map(element),
        text: node.children.length === 0 ? node.textContent : '',
      })
      return element(new DOMParser().parseFromString(text, 'application/xml').documentElement)
    },
    readFileSync(xml, 'utf8'),
  )
  process.stdout.write(JSON.stringify(seen))
} finally {
  await started.close()
}
