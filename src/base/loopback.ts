/** True for the host of an address that never leaves this machine, as `URL` writes it (RFC 6761, section 6.3; RFC 8252, section 7.3). */
export const isLoopback = (hostname: string): boolean =>
  /^(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|localhost|\[::1\])$/.test(hostname)
