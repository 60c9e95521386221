/** The message of the limited-availability mode, to the letter (Guide, clause 37). */
export const providerNotActive = 'Provider is not active'
