import { z } from 'zod'
import { isObject, type Json } from '../base/json.js'
import { propertyAt } from '../base/property.js'
import { defineStep, scenarioTrouble, written } from './define.js'
import { answerValue, buildRequest, requestParams } from './request-building.js'

const params = requestParams
  .extend({
    by: z
      .strictObject({
        page: z.string().min(1).describe('query parameter with the number of the page, from 1'),
        pages: z.string().min(1).describe('property of the body with the number of pages'),
      })
      .describe('how the operation pages'),
    most: z.int().min(1).max(1000).default(100).describe('no more pages than this are asked for'),
  })
  .catchall(written)

/** `pages: { operation: listTransactions, by: { page: pageNumber, pages: totalPages }, as: all }` — every page in turn. */
export const pages = defineStep<z.output<typeof params>>({
  name: 'pages',
  summary: { ru: 'все страницы списка по очереди', en: 'every page of a list in turn' },
  params,
  yields: true,
  writes: [],
  needs: [],
  sends: true,
  operation: (p) => p.operation,
  demands: ({ by }) => [by.page],
  uses: (p) => (p.with === undefined ? [] : [p.with]),
  async run({ by, most, ...request }, context) {
    const answers: Json[] = []
    for (let number = 1; number <= most; number++) {
      const built = buildRequest({ ...request, [by.page]: number }, context)
      if ('trouble' in built) return built
      const answer = answerValue(await context.exchange(built.request, built.trust), context.contract)
      answers.push(answer)
      const body = isObject(answer) ? answer.body : undefined
      const total = propertyAt(body, by.pages)
      if (typeof total !== 'number' || number >= total) return { value: { pages: answers } }
    }
    return scenarioTrouble(`more than ${most} pages; raise \`most\` or choose a client with fewer items`)
  },
})
