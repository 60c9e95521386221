/** Letters that would let a text look like another one on paper: control characters and direction overrides. */
export const unprintable = /[^\P{Cc}\n\t]|[\u200E\u200F\u2028-\u202E\u2066-\u2069]/u
