import { EncapsulatedContent, EncapsulatedContentInfo, ContentInfo } from '@peculiar/asn1-cms'
import { AsnConvert, OctetString } from '@peculiar/asn1-schema'
import {
  PKIFailureInfo,
  PKIFreeText,
  PKIStatus,
  PKIStatusInfo,
  TimeStampReq,
  TimeStampResp,
  TimeStampToken,
  TSTInfo,
} from '@peculiar/asn1-tsp'
import { signTyped } from '../../src/crypto/cms/sign.js'
import { derBytes, oids } from '../../src/crypto/cms/structures.js'
import { issue, type Holder, type Issuing } from './certification-centre.js'

/** A time stamping authority (RFC 3161) in memory. */
export interface StampingAuthority {
  readonly root: Holder
  /** When it says that it is. */
  readonly at: string
  /** Answers a request; `info` changes what it vouches for. */
  answer(request: Uint8Array, info?: Partial<TSTInfo>): Uint8Array
}

const timeStamping = '1.3.6.1.5.5.7.3.8'

/** A new authority; `wanted` changes its certificate. */
export async function stampingAuthority(wanted: Partial<Issuing> = {}): Promise<StampingAuthority> {
  const root = await issue({ name: 'Root of time', authority: true })
  const holder = await issue({ name: 'Time', by: root, purposes: [timeStamping], ...wanted })
  const at = '2026-06-01T12:00:00.000Z'
  return {
    root,
    at,
    answer: (request, info = {}) => {
      const { messageImprint, nonce } = AsnConvert.parse(Uint8Array.from(request), TimeStampReq)
      const stamp = new TSTInfo({
        policy: '1.2.3.4.1',
        messageImprint,
        serialNumber: Uint8Array.of(7).buffer,
        genTime: new Date(at),
        ...(nonce ? { nonce } : {}),
        ...info,
      })
      const content = derBytes(stamp)
      const eContent = new EncapsulatedContent({ single: new OctetString(Uint8Array.from(content)) })
      const inside = new EncapsulatedContentInfo({ eContentType: oids.timeStampInfo, eContent })
      const token = signTyped(content, inside, { ...holder, chain: [root.certificate], padesAttributes: true })
      const { contentType, content: signed } = AsnConvert.parse(Uint8Array.from(token), ContentInfo)
      return derBytes(new TimeStampResp({ timeStampToken: new TimeStampToken({ contentType, content: signed }) }))
    },
  }
}

/** A response without a token: a status, the bits of PKIFailureInfo that are set, and words. */
export function refusal(status: keyof typeof PKIStatus, bits: readonly number[], said: string): Uint8Array {
  const failures = new Uint8Array(4)
  for (const bit of bits) failures[bit >> 3] = (failures[bit >> 3] ?? 0) | (0x80 >> (bit & 7))
  const statusString = new PKIFreeText([said])
  const info = new PKIStatusInfo({ status: PKIStatus[status], statusString, failInfo: new PKIFailureInfo(failures) })
  return derBytes(new TimeStampResp({ status: info }))
}
