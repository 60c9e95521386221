/* global document, location, addEventListener, navigator, getSelection */
// Language, search, filters, links and copying; without it the page shows everything in its first language.
const root = document.documentElement
const form = document.getElementById('filters')
const output = form.querySelector('output')
const results = [...document.querySelectorAll('.result')].map((element) => ({ element, text: undefined }))

/** The words of a result in all languages, gathered when they are first searched. */
const textOf = (result) => (result.text ??= `${result.element.id} ${result.element.textContent}`.toLowerCase())

function filter() {
  const words = form.elements.search.value.toLowerCase().split(/\s+/).filter(Boolean)
  const states = [...form.querySelectorAll('[name=state]:checked')].map(({ value }) => value)
  const chosen = (name) => form.elements[name].value
  let shown = 0
  for (const result of results) {
    const { state, mode, script, requirements } = result.element.dataset
    const fits =
      states.includes(state) &&
      ['', mode].includes(chosen('mode')) &&
      ['', script].includes(chosen('script')) &&
      ['', ...requirements.split(' ')].includes(chosen('requirement')) &&
      words.every((word) => textOf(result).includes(word))
    result.element.hidden = !fits
    if (fits) shown++
  }
  for (const group of document.querySelectorAll('.group')) {
    const visible = group.querySelectorAll('.result:not([hidden])').length
    group.hidden = visible === 0
    group.querySelector('h3 small').textContent = String(visible)
  }
  document.getElementById('nothing').hidden = shown > 0
  output.textContent = `${shown} / ${results.length}`
}

function speak(language) {
  root.lang = language
  root.dataset.language = language
  for (const option of form.querySelectorAll('option[data-ru]')) option.textContent = option.dataset[language]
}

/** Opens what the address points at, and everything it lies in; a filter that hides it is lifted. */
function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
  const result = target?.closest('.result')
  if (result?.hidden) {
    form.reset()
    filter()
  }
  for (let at = target?.closest('details'); at; at = at.parentElement.closest('details')) at.open = true
  target?.scrollIntoView()
}

/** The text as it is seen: one language, no buttons. */
function seen(element) {
  const lines = [...element.querySelectorAll('h5, th, td, dt, dd')].map((part) => part.innerText.trim())
  return lines.filter(Boolean).join('\n')
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    // A page of the file system may have no clipboard: the old way still works there.
    const area = document.createElement('textarea')
    area.value = text
    document.body.append(area)
    area.select()
    document.execCommand('copy')
    area.remove()
    getSelection().removeAllRanges()
  }
  const told = document.getElementById('copied')
  told.hidden = false
  setTimeout(() => (told.hidden = true), 1500)
}

form.addEventListener('input', filter)
form.addEventListener('submit', (event) => event.preventDefault())
form.querySelector('[data-reset]').addEventListener('click', () => {
  form.reset()
  filter()
})
addEventListener('change', ({ target }) => {
  if (target.name === 'language') speak(target.value)
})
addEventListener('click', ({ target }) => {
  const button = target.closest('button')
  if (button?.dataset.open !== undefined)
    for (const { element } of results) if (!element.hidden) element.open = button.dataset.open === 'true'
  if (button?.dataset.copy !== undefined) void copy(button.parentElement.querySelector('pre').textContent)
  if (button?.dataset.copyFinding !== undefined) void copy(seen(button.closest('.finding')))
})
addEventListener('hashchange', openTarget)
addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.target.matches('input, select, textarea')) return
  event.preventDefault()
  form.elements.search.focus()
})

for (const element of document.querySelectorAll('#filters, .languages, .copy')) element.hidden = false
speak(root.dataset.language)
filter()
if (location.hash !== '') openTarget()
