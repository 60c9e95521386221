import { isBin, isIban, isIin, isPhone } from './kazakhstan.js'

const formats: readonly (readonly [name: string, meets: (value: string) => boolean])[] = [
  ['uuid', (v) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(v)],
  ['iin', isIin],
  ['bin', isBin],
  ['iban', isIban],
  ['phone', isPhone],
  ['decimal', (v) => /^-?\d+(\.\d+)?$/.test(v)],
  ['date', (v) => /^\d{4}-\d{2}-\d{2}$/.test(v)],
  ['date-time', (v) => /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(v)],
  ['uri', (v) => /^https?:\/\/\S+$/.test(v)],
  ['jwt', (v) => /^[\w-]+\.[\w-]+\.[\w-]*$/.test(v) && v.startsWith('ey')],
]

/** Names of the formats that a text meets; they stand in a mask, so that a reader can tell what was there. */
export function formatsOf(value: string): string[] {
  return formats.filter(([, meets]) => meets(value)).map(([name]) => name)
}
