import { brotliDecompressSync, inflateSync, unzipSync } from 'node:zlib'
import { isObject } from '../base/json.js'

const decoders: Readonly<Record<string, typeof unzipSync>> = {
  gzip: unzipSync,
  'x-gzip': unzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
}

/**
 * The body without its content coding (RFC 9110, section 8.4.1), which some gateways apply although `identity` is asked for.
 * It never grows past the limit. What cannot be decoded stays as it came: then it is for the checks to say what is wrong.
 */
export function decoded(bytes: Buffer, coding: string, limitBytes: number): Buffer | 'too-large' {
  const decode = decoders[coding.trim().toLowerCase()]
  if (!decode || bytes.length === 0) return bytes
  try {
    return decode(bytes, { maxOutputLength: limitBytes })
  } catch (error) {
    return isObject(error) && error.code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : bytes
  }
}
