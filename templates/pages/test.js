/* global document, EventSource */
// Keeps the page of an application under test as it is now; without it the page is loaded anew every few seconds.
const offline = document.getElementById('offline')
const events = new EventSource(`${document.location.pathname}/events?lang=${document.documentElement.lang}`)

events.addEventListener('open', () => {
  offline.hidden = true
})
// The browser tries again by itself.
events.addEventListener('error', () => {
  offline.hidden = false
})
events.addEventListener('shown', ({ data }) => {
  for (const { id, version, html } of JSON.parse(data)) {
    const part = document.getElementById(id)
    // What is the same stays untouched: a button keeps its focus.
    if (part.dataset.version === version) continue
    part.dataset.version = version
    part.innerHTML = html
  }
})
