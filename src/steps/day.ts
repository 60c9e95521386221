import { z } from 'zod'
import { kazakhstanTime } from '../base/clock.js'
import { defineStep, textOf, writtenText } from './define.js'

const params = z.strictObject({ of: writtenText.describe('a moment with its offset (RFC 3339)') })

/** `day: { of: "${list.body.transactions[0].bookingDateTime}", as: last }` — the day in Kazakhstan of a moment. */
export const day = defineStep<z.output<typeof params>>({
  name: 'day',
  summary: { ru: 'день по времени Казахстана', en: 'the day of a moment in Kazakhstan' },
  params,
  yields: true,
  writes: [],
  needs: [],
  async run(p, context) {
    const moment = textOf(context, p.of)
    if (moment === undefined || Number.isNaN(Date.parse(moment)))
      return { trouble: { cause: 'configuration', what: 'day: what an earlier answer gave is no date and time' } }
    return { value: { date: kazakhstanTime(moment).date } }
  },
})
