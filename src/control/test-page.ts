/** The page on which a sandbox shows a person what is wanted of the application of a participant, with buttons and SMS codes. */
export function testPageOf(pages: string, participant: string): string {
  return new URL(`/test/${encodeURIComponent(participant)}`, pages).href
}
