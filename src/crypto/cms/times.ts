import type { Instant } from '../../base/clock.js'
import { tlv } from './der.js'
import { malformed } from './structures.js'

const utcTime = 0x17
const generalizedTime = 0x18

/** A time in DER: UTCTime until 2049, GeneralizedTime after (RFC 5652, section 11.3); whole seconds. */
export function derTime(at: Instant): Uint8Array {
  const digits = new Date(Date.parse(at)).toISOString().replace(/\.\d+/, '').replace(/[-:T]/g, '')
  const year = Number(digits.slice(0, 4))
  return year >= 1950 && year < 2050
    ? tlv(utcTime, Buffer.from(digits.slice(2)))
    : tlv(generalizedTime, Buffer.from(digits))
}

/** The instant of a DER time. @throws ProblemError where it is none */
export function readTime(der: Uint8Array): Instant {
  const text = Buffer.from(der.subarray(2)).toString('latin1')
  const digits = der[0] === utcTime ? `${centuryOf(text)}${text}` : der[0] === generalizedTime ? text : ''
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(digits)
  const [year = '', month = '', day = '', hours = '', minutes = '', seconds = ''] = parts?.slice(1) ?? []
  const at = `${year}-${month}-${day}T${hours}:${minutes}:${seconds}.000Z`
  // What a calendar does not have, such as 30 February, would roll over into the next month.
  if (!Number.isFinite(Date.parse(at)) || new Date(Date.parse(at)).toISOString() !== at) throw malformed()
  return at
}

/** Two digits from 50 on are of the 20th century (RFC 5280, 4.1.2.5.1). */
const centuryOf = (text: string): string => (Number(text.slice(0, 2)) >= 50 ? '19' : '20')
