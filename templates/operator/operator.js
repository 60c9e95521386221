/* global document, EventSource, location */
// Filters the grid and replaces its rows as they change. Without it the page shows what was known when it was opened.
const grid = document.getElementById('grid')
const search = document.getElementById('search')
const live = document.getElementById('live')
let show = 'all'

const wanted = (row) => {
  const byState =
    show === 'all' || (show === 'trouble' ? /\b(bad|warn)\b/.test(row.className) : row.dataset.state === show)
  return byState && row.dataset.search.includes(search.value.trim().toLowerCase())
}

const filter = () => {
  for (const row of grid.tBodies[0].rows) row.hidden = !wanted(row)
}

const count = () => {
  const rows = [...grid.tBodies[0].rows]
  for (const place of document.querySelectorAll('[data-count]')) {
    const of = place.dataset.count
    const fits = (row) =>
      of === 'all' || (of === 'trouble' ? /\b(bad|warn)\b/.test(row.className) : row.dataset.state === of)
    place.textContent = String(rows.filter(fits).length)
  }
}

if (grid) {
  search.addEventListener('input', filter)
  for (const chip of document.querySelectorAll('.chip')) {
    chip.addEventListener('click', () => {
      show = chip.dataset.show
      for (const other of document.querySelectorAll('.chip')) other.setAttribute('aria-pressed', String(other === chip))
      filter()
    })
  }
  const calm = live.textContent
  const events = new EventSource('/live')
  events.addEventListener('open', () => {
    live.textContent = calm
    live.classList.remove('off')
  })
  events.addEventListener('error', () => {
    live.textContent = live.dataset.offline
    live.classList.add('off')
  })
  events.addEventListener('alerts', async () => {
    const answer = await fetch('/alerts/line')
    if (answer.ok) document.getElementById('alerts').innerHTML = await answer.text()
  })
  events.addEventListener('rows', (event) => {
    for (const { id, html } of JSON.parse(event.data)) {
      const old = document.getElementById(`api-${id}`)
      const body = document.createElement('tbody')
      body.innerHTML = html
      const row = body.firstElementChild
      row.hidden = !wanted(row)
      if (old) old.replaceWith(row)
      else grid.tBodies[0].append(row)
    }
    count()
  })
}

// The page of one API is loaded again when something of it changed, unless somebody is writing in it.
const page = document.querySelector('[data-api]')
if (page) {
  const events = new EventSource(`/live?api=${encodeURIComponent(page.dataset.api)}`)
  events.addEventListener('rows', () => {
    const busy = document.activeElement?.matches('input, select, textarea')
    if (!busy) location.reload()
  })
}

const alerts = document.querySelector('[data-alerts]')
if (alerts) new EventSource('/live?api=-').addEventListener('alerts', () => location.reload())
