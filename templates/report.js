/* global document, location, addEventListener */
// Search, filters and links into the report; without it the page shows everything.
const form = document.getElementById('filters')
const output = form.querySelector('output')
const results = [...document.querySelectorAll('.result')].map((element) => ({ element, text: undefined }))

/** The words of a result, gathered when they are first searched. */
const textOf = (result) => (result.text ??= `${result.element.id} ${result.element.textContent}`.toLowerCase())

function filter() {
  const words = form.elements.search.value.toLowerCase().split(/\s+/).filter(Boolean)
  const states = [...form.querySelectorAll('[name=state]:checked')].map(({ value }) => value)
  const mode = form.elements.mode.value
  const script = form.elements.script.value
  let shown = 0
  for (const result of results) {
    const { dataset } = result.element
    const fits =
      states.includes(dataset.state) &&
      (mode === '' || mode === dataset.mode) &&
      (script === '' || script === dataset.script) &&
      words.every((word) => textOf(result).includes(word))
    result.element.hidden = !fits
    if (fits) shown++
  }
  for (const group of document.querySelectorAll('.group')) {
    const visible = group.querySelectorAll('.result:not([hidden])').length
    group.hidden = visible === 0
    group.querySelector('h2 small').textContent = String(visible)
  }
  document.getElementById('nothing').hidden = shown > 0
  output.textContent = output.dataset.text.replace('{n}', String(shown)).replace('{of}', String(results.length))
}

/** Opens what the address points at, and everything it lies in. */
function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
  for (let at = target?.closest('details'); at; at = at.parentElement.closest('details')) {
    at.open = true
    at.hidden = false
  }
  target?.scrollIntoView()
}

form.addEventListener('input', filter)
form.addEventListener('submit', (event) => event.preventDefault())
form.querySelector('[data-reset]').addEventListener('click', () => {
  form.reset()
  filter()
})
form.addEventListener('click', ({ target }) => {
  if (target.dataset.open === undefined) return
  for (const { element } of results) if (!element.hidden) element.open = target.dataset.open === 'true'
})
addEventListener('hashchange', openTarget)
addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.target.matches('input, select')) return
  event.preventDefault()
  form.elements.search.focus()
})

form.hidden = false
filter()
if (location.hash !== '') openTarget()
