import { startBrowser } from '../dist/src/render/browser.js'
import { enterApis, operatorFolder, startServe } from './serve.js'
import { median, spread } from './statistics.js'

const apis = 1000
const views = 20

/** Milliseconds until the grid of so many APIs, each with a day behind it, is there: for a program and in a browser. */
export async function measureGrid() {
  const operator = await operatorFolder(async (db) => {
    await enterApis(db, apis)
    await aDayOf(db)
  })
  const serve = await startServe(operator)
  try {
    const http = []
    let bytes = 0
    for (let view = 0; view < views; view++) {
      const start = performance.now()
      const response = await fetch(serve.url, { headers: { accept: 'text/html' } })
      const firstByte = performance.now() - start
      bytes = (await response.arrayBuffer()).byteLength
      http.push({ firstByte, total: performance.now() - start })
    }
    const browser = await inBrowser(serve.url)
    const middle = (list) => ({ ms: median(list), spread: spread(list) })
    return {
      first: http[0],
      firstByte: middle(http.map(({ firstByte }) => firstByte)),
      total: middle(http.map(({ total }) => total)),
      browser: middle(browser.map(({ loaded }) => loaded)),
      painted: middle(browser.map(({ painted }) => painted)),
      bytes,
      setting: { apis, views },
    }
  } finally {
    await serve.close()
    operator.remove()
  }
}

/** Each view in a page of its own, without anything kept from the one before. */
async function inBrowser(url) {
  const started = await startBrowser()
  const seen = []
  for (let view = 0; view < views / 2; view++) {
    const page = await started.browser.newPage()
    await page.goto(url, { waitUntil: 'load' })
    seen.push(
      await page.evaluate(() => ({
        loaded: performance.getEntriesByType('navigation')[0].loadEventStart,
        painted: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
      })),
    )
    await page.close()
  }
  await started.close()
  return seen
}

/** Rounds of a day, of which every fiftieth departs, as rows and as hours. */
async function aDayOf(db) {
  const now = new Date().toISOString()
  await db.run(
    `insert into round (api, due_at, trigger, state, worker, started_at, ended_at, run, conformance, availability, tests,
       passed, unanswered, times, trouble, control)
     select a.id, $1::timestamptz - n * interval '15 minutes', 'scheduled', 'done', 'w',
       $1::timestamptz - n * interval '15 minutes', $1::timestamptz - n * interval '15 minutes' + interval '5 seconds',
       'run', case when (a.number + n) % 50 = 0 then 'departs' else 'conforms' end, 'up', 20,
       case when (a.number + n) % 50 = 0 then 18 else 20 end, 0, '{200,300}', '[]', 'good'
     from api a, generate_series(1, 96) n`,
    [now],
  )
  await db.run(
    `insert into api_hour (api, hour, conforms, departs, times)
     select api, date_trunc('hour', ended_at), count(*) filter (where conformance = 'conforms'),
       count(*) filter (where conformance = 'departs'), '{100,20,110,20,117,3,125,1}' from round group by 1, 2`,
  )
}
