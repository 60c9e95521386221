import { setTimeout as sleep } from 'node:timers/promises'

/** More are never under way at once. */
const abreast = 2

/** A function that lets actions begin at an even pace; the rest wait their turn, in order. */
export function createPace({ requests, seconds }) {
  const gapMs = (seconds * 1000) / requests
  const waiting = []
  let underWay = 0
  let next = 0
  const enter = async () => {
    if (underWay >= abreast) await new Promise((resolve) => waiting.push(resolve))
    else underWay += 1
    const now = performance.now()
    const start = Math.max(now, next)
    next = start + gapMs
    if (start > now) await sleep(start - now)
  }
  const leave = () => {
    const first = waiting.shift()
    if (first === undefined) underWay -= 1
    else first()
  }
  return async (action) => {
    await enter()
    try {
      return await action()
    } finally {
      leave()
    }
  }
}
