/** The operator's pages as a program reads them: nothing is asked for again before the page itself says that something changed. */
export interface OperatorPages {
  /** The page of an API once it is as wanted; rejects with what it says where it is not within the time. */
  until(api: string, wanted: (text: string) => boolean, limitMs?: number): Promise<string>
  /** A page as text, without its tags. */
  text(path: string): Promise<string>
  /** Presses a button; answers the status. */
  press(path: string, fields?: Readonly<Record<string, string>>): Promise<number>
}

const usualLimitMs = 60_000

/** Reads pages under an address, in Russian as they come first. */
export function operatorPages(url: string): OperatorPages {
  const text = async (path: string): Promise<string> => {
    const response = await fetch(url + path, { headers: { accept: 'text/html', 'accept-language': 'ru' } })
    return plain(await response.text())
  }
  return {
    text,
    press: async (path, fields = {}) => {
      const body = new URLSearchParams(fields)
      const response = await fetch(url + path, { method: 'POST', body, redirect: 'manual' })
      return response.status
    },
    until: async (api, wanted, limitMs = usualLimitMs) => {
      const limit = AbortSignal.timeout(limitMs)
      const live = await fetch(`${url}/live?api=${api}`, { signal: limit })
      let seen = await text(`/apis/${api}`)
      try {
        const chunks = live.body?.getReader()
        while (!wanted(seen)) {
          const { done } = (await chunks?.read()) ?? { done: true }
          if (done) throw new Error('the page ended')
          seen = await text(`/apis/${api}`)
        }
        void chunks?.cancel()
        return seen
      } catch (error) {
        throw new Error(`${String(error)}; last seen:\n${seen}`, { cause: error })
      }
    },
  }
}

const plain = (html: string): string =>
  html
    .replace(/<option.*?<\/option>/gs, '')
    .replace(/<(?:[^>"]|"[^"]*")*>/g, ' ')
    .replace(/\s+/g, ' ')
