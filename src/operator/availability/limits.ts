/** Average processing of a request at most (Guide, clause 8), in milliseconds. */
export const meanLimitMs = 3000
