import type { Browser } from 'puppeteer-core'
import type { Instant } from '../base/clock.js'
import { startBrowser } from './browser.js'

/** Prints pages to PDF while the browser is open. */
export interface Printer {
  /**
   * Prints a whole HTML page as a tagged PDF; page size and margins come from its CSS, title and language from its
   * head. `at` stands as the time of making, so equal pages give equal bytes. Nothing outside the page is loaded.
   */
  print(html: string, at: Instant): Promise<Uint8Array>
}

/** Opens one browser for all that `use` prints, and closes it whatever happens. @throws ProblemError when none starts. */
export async function withBrowser<T>(use: (printer: Printer) => Promise<T>): Promise<T> {
  const started = await startBrowser()
  try {
    return await use({ print: (html, at) => printPage(started.browser, html, at) })
  } finally {
    await started.close()
  }
}

async function printPage(browser: Browser, html: string, at: Instant): Promise<Uint8Array> {
  const page = await browser.newPage()
  try {
    await page.setJavaScriptEnabled(false)
    await page.setRequestInterception(true)
    page.on('request', (request) => void (request.url().startsWith('data:') ? request.continue() : request.abort()))
    await page.setContent(html, { waitUntil: 'load' })
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true, tagged: true, outline: true })
    return reproducible(pdf, at)
  } finally {
    await page.close()
  }
}

/**
 * Takes chance out of a PDF, so that equal pages give equal bytes: sets CreationDate and ModDate, and numbers the ids
 * of table heads from 1 in their order (the browser counts them through its life). Every field keeps its length, so
 * the file's cross-reference table stays right.
 */
export function reproducible(pdf: Uint8Array, at: Instant): Uint8Array {
  const stamp = `D:${at.slice(0, 19).replace(/[-T:]/g, '')}+00'00'`
  const text = Buffer.from(pdf).toString('latin1')
  const ids = [...new Set(text.match(headId))].sort()
  const numbers = new Map(ids.map((id, i) => [id, `(node${String(i + 1).padStart(8, '0')})`]))
  const patched = text
    .replace(/\/(CreationDate|ModDate) \((D:[^)]*)\)/g, (_, name: string, old: string) => {
      return `/${name} (${stamp.slice(0, old.length).padEnd(old.length, ' ')})`
    })
    .replace(headId, (id) => numbers.get(id) ?? id)
  return Buffer.from(patched, 'latin1')
}

/** The id of a table head in the structure tree, as text of the file. */
const headId = /\(node\d{8}\)/g
