/* global document, getComputedStyle */
import { pathToFileURL } from 'node:url'

/**
 * Opens the report of a real run in the browser, in a process of its own, and says on standard out what was seen:
 * `node look-at-report.js BROWSER-MODULE REPORT.HTML`. Unlike browse-report.js it knows nothing of what is in it.
 */
const [browserModule, report] = process.argv.slice(2)
const { startBrowser } = await import(pathToFileURL(browserModule).href)
const started = await startBrowser()

try {
  const page = await started.browser.newPage()
  const seen = { errors: [], requests: [] }
  page.on('pageerror', (error) => seen.errors.push(error.message))
  page.on('console', (message) => seen.errors.push(message.text()))
  page.on('request', (request) => seen.requests.push(request.url()))
  const count = (selector) => page.$$eval(selector, (all) => all.filter((element) => element.checkVisibility()).length)

  await page.setViewport({ width: 390, height: 800 })
  await page.goto(pathToFileURL(report).href)
  seen.results = await count('.result')
  seen.widths = await page.evaluate(() => {
    const closed = document.documentElement.scrollWidth
    for (const details of document.querySelectorAll('details')) details.open = true
    return { closed, open: document.documentElement.scrollWidth }
  })
  seen.smallTargets = await page.$$eval(
    'button, select, summary, input[type=search]',
    (all) => all.filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 24).length,
  )

  seen.findings = await page.$$eval('.finding', (all) =>
    all.map((element) => {
      const said = (selector, language) =>
        element.querySelector(`${selector} [lang=${language}]`)?.textContent ??
        element.querySelector(selector)?.textContent
      return { ru: [said('.why', 'ru'), said('.next', 'ru')], en: [said('.why', 'en'), said('.next', 'en')] }
    }),
  )
  seen.curls = await page.$$eval('.curl pre', (all) => all.map(({ textContent }) => textContent))
  seen.headings = await page.$$eval('h1, h2, h3, h4, h5, h6', (all) => all.map(({ tagName }) => Number(tagName[1])))
  seen.ids = await page.$$eval('[id]', (all) => all.map(({ id }) => id))
  seen.broken = await page.$$eval('a[href^="#"]', (all) =>
    all.map((link) => link.getAttribute('href').slice(1)).filter((id) => document.getElementById(id) === null),
  )
  seen.faint = await page.evaluate(faintTexts)
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }])
  seen.faintInTheDark = await page.evaluate(faintTexts)

  await page.$eval('input[name=language][value=en]', (radio) => radio.click())
  seen.english = await page.evaluate(() => ({
    lang: document.documentElement.lang,
    heading: document.getElementById('results-heading').innerText,
    option: document.querySelector('select[name=mode] option').textContent,
  }))
  await page.$eval('input[name=language][value=ru]', (radio) => radio.click())

  await page.keyboard.press('/')
  await page.keyboard.type('C-paging')
  seen.searched = await count('.result')
  await page.click('[data-reset]')
  await page.select('select[name=requirement]', 'C-paging')
  seen.required = await page.$$eval('.result:not([hidden])', (all) => all.map(({ dataset }) => dataset.requirements))
  await page.click('[data-reset]')
  seen.reset = await count('.result')

  const plain = await started.browser.newPage()
  await plain.setJavaScriptEnabled(false)
  await plain.goto(pathToFileURL(report).href)
  seen.buttonsWithoutScript = await plain.$$eval(
    'button',
    (all) => all.filter((button) => button.checkVisibility()).length,
  )
  process.stdout.write(JSON.stringify(seen))
} finally {
  await started.close()
}

/** Texts whose contrast with what lies behind them is below 4.5 to 1 (WCAG 2.2, 1.4.3), by selector. */
function faintTexts() {
  const channels = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number)
    return { r, g, b, a }
  }
  const luminance = ({ r, g, b }) => {
    const [x, y, z] = [r, g, b].map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4))
    return 0.2126 * x + 0.7152 * y + 0.0722 * z
  }
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = channels(getComputedStyle(at).backgroundColor)
      if (colour.a > 0.99) return colour
    }
    return { r: 255, g: 255, b: 255 }
  }
  const faint = new Set()
  const looked = new Set()
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '')
    // One of each kind is enough: the same classes inside the same classes have the same colours.
    const kind = [
      element,
      element.parentElement,
      element.parentElement.parentElement,
      element.closest('.finding, .result'),
    ]
      .map((at) => `${at?.tagName}.${at?.className}`)
      .join(' ')
    if (!own || looked.has(kind) || !element.checkVisibility() || element.closest('svg, script')) continue
    looked.add(kind)
    const [one, other] = [luminance(channels(getComputedStyle(element).color)), luminance(behind(element))]
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
    if (contrast < 4.5) faint.add(`${element.tagName.toLowerCase()}.${element.className} ${contrast.toFixed(2)}`)
  }
  return [...faint]
}
