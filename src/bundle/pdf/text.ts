import type { Instant } from '../../base/clock.js'
import type { PdfString, PdfValue } from './values.js'
import { only } from './values.js'

/** A text string (ISO 32000-1, 7.9.2.2): ASCII as it is, anything else as UTF-16 with its mark. */
export function textString(text: string): PdfString {
  const ascii = /^[\x20-\x7e]*$/.test(text)
  const bytes = ascii ? Buffer.from(text, 'latin1') : Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()
  return { kind: 'string', bytes }
}

/** The text of a text string, in UTF-16, UTF-8 or one byte a letter; undefined for anything else. */
export function textOf(value: PdfValue | undefined): string | undefined {
  const bytes = only('string', value)?.bytes
  if (!bytes) return undefined
  const buffer = Buffer.from(bytes)
  if (buffer[0] === 0xfe && buffer[1] === 0xff) {
    return buffer
      .subarray(2, buffer.length - (buffer.length % 2))
      .swap16()
      .toString('utf16le')
  }
  if (buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf) return buffer.subarray(3).toString('utf8')
  return buffer.toString('latin1')
}

/** A date (ISO 32000-1, 7.9.4) in UTC, in whole seconds. */
export function dateString(at: Instant): PdfString {
  return textString(`D:${at.slice(0, 19).replace(/[-T:]/g, '')}+00'00'`)
}

const datePattern = /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:Z(?:00'?00'?)?|([+-])(\d\d)'?(\d\d)'?)$/

/** The instant of a date with all parts down to seconds and an offset; undefined for anything else. */
export function instantOf(value: PdfValue | undefined): Instant | undefined {
  const match = datePattern.exec(textOf(value) ?? '')
  if (!match) return undefined
  const [, year, month, day, hour, minute, second, sign = '+', offsetHours = '00', offsetMinutes = '00'] = match
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${sign}${offsetHours}:${offsetMinutes}`)
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString()
}
