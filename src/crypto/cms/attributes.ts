import type { Attribute } from '@peculiar/asn1-cms'
import { AsnObjectIdentifierConverter, OctetString } from '@peculiar/asn1-schema'
import { malformed, readExactly } from './structures.js'

/** Attributes by their type, each with its one value in DER. */
export type Attributes = ReadonlyMap<string, Uint8Array>

/** Attributes of which each may stand once and with one value (RFC 5652, section 11). @throws ProblemError where it is not so */
export function attributesOf(list: readonly Attribute[]): Attributes {
  const found = new Map<string, Uint8Array>()
  for (const { attrType, attrValues } of list) {
    const [value, ...more] = attrValues
    if (!value || more.length > 0 || found.has(attrType)) throw malformed()
    found.set(attrType, new Uint8Array(value))
  }
  return found
}

/** The value of an attribute that must be there. @throws ProblemError where it is not */
export function attributeOf(attributes: Attributes, type: string): Uint8Array {
  const value = attributes.get(type)
  if (!value) throw malformed()
  return value
}

/** An object identifier in DER. */
export const oidBytes = (oid: string): Buffer => Buffer.from(AsnObjectIdentifierConverter.toASN(oid).toBER())

/** The bytes of an octet string. @throws ProblemError where it is none */
export const octets = (der: Uint8Array): Buffer => Buffer.from(readExactly(der, OctetString).buffer)
