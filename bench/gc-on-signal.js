import { writeFileSync } from 'node:fs'

/** Loaded before the program: SIGUSR2 collects garbage and writes down what is left. */
process.on('SIGUSR2', () => {
  const { rss } = process.memoryUsage()
  globalThis.gc()
  globalThis.gc()
  const { heapUsed, external, rss: rssAfter } = process.memoryUsage()
  writeFileSync(process.env.SYNAQ_BENCH_MEMORY, JSON.stringify({ rss, rssAfter, heapUsed, external }))
})
