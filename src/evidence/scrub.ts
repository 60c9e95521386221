/** Shorter values would match by chance and spoil honest text. */
const shortestSecret = 6

/** Anything that looks like a JWT goes, known or not. */
const jwtPattern = /ey[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*/g

/**
 * The secrets that an attempt knows, in all encodings they may come back in.
 * The last line of defence behind the masks: free text such as an error message passes through here.
 */
export class Scrubber {
  private readonly secrets = new Set<string>()

  /** Remembers a secret: plain, base64, base64url, URL-encoded, JSON-escaped. */
  add(secret: string): void {
    if (secret.length < shortestSecret) return
    const bytes = Buffer.from(secret, 'utf8')
    const forms = [
      secret,
      bytes.toString('base64').replace(/=+$/, ''),
      bytes.toString('base64url'),
      bytes.toString('hex'),
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
    ]
    for (const form of forms) this.secrets.add(form)
  }

  /** The text without any known secret. */
  text(text: string): string {
    let clean = text
    for (const secret of this.secrets) {
      if (clean.includes(secret)) clean = clean.replaceAll(secret, '[scrubbed]')
    }
    return clean.replace(jwtPattern, '[scrubbed]')
  }

  /** The same for a JSON value: every string in it and every name. */
  value<T>(value: T): T {
    return JSON.parse(this.text(JSON.stringify(value))) as T
  }
}
