/** True for an answer that ends with its head, whatever its headers promise (RFC 9112, section 6.3). */
export const endsWithHead = (status: number): boolean => status === 204 || status === 304
