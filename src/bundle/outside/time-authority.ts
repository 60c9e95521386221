import { createHash } from 'node:crypto'
import {
  addTimeStamp,
  readTimeStamp,
  signatureValue,
  timeStampRequest,
  verifyTimeStamp,
} from '../../crypto/cms/index.js'
import { post } from './http.js'
import { usualLimits, type Limits } from './limits.js'
import type { Endpoint } from './settings.js'

/** A time authority's token (RFC 3161, DER) over bytes. */
export type TimeStamper = (bytes: Uint8Array) => Promise<Uint8Array>

/** Where time stamps come from; `file` is the file of settings that names it. */
export interface TimeAuthority {
  readonly file: string
  readonly timeStamp: Endpoint
}

/**
 * Has bytes stamped by a time stamping authority over HTTP (RFC 3161, section 3.4). Only their SHA-256 leaves this machine, and
 * what comes is verified at once.
 * @throws ProblemError on each call where no sound stamp over these bytes comes
 */
export function openTimeStamper({ file, timeStamp }: TimeAuthority, limits: Limits = usualLimits): TimeStamper {
  return async (bytes) => {
    const { request, nonce } = timeStampRequest(createHash('sha256').update(bytes).digest())
    const query = { type: 'application/timestamp-query', accept: 'application/timestamp-reply' }
    const answer = await post({ endpoint: timeStamp, file, setting: 'timeStamp', body: request, ...query }, limits)
    const token = readTimeStamp(answer, nonce)
    verifyTimeStamp(token, bytes)
    return token
  }
}

/** A signature (CMS with one signer) with a time stamp over its value. */
export async function stamped(cms: Uint8Array, stamp: TimeStamper): Promise<Uint8Array> {
  return addTimeStamp(cms, await stamp(signatureValue(cms)))
}
