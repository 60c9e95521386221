/** Bit `index` of a bit string, of which the first is bit 0 (X.690, 8.6.2). */
export const hasBit = (bits: ArrayBuffer | undefined, index: number): boolean =>
  (((new Uint8Array(bits ?? new ArrayBuffer(0))[index >> 3] ?? 0) >> (7 - (index & 7))) & 1) === 1
