import { languages, wording } from './wording.js'

/** A screen as an HTML page. */
export function asHtml({ title, blocks }, { language, name, path }) {
  const others = languages
    .filter((one) => one !== language)
    .map((one) => `<a lang="${one}" href="${escaped(inLanguage(path, one))}">${escaped(wording(one, 'language'))}</a>`)
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} – ${escaped(name)}</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header><span>${escaped(name)}</span><nav>${others.join(' ')}</nav></header>
<main>
<h1>${escaped(title)}</h1>
${blocks.map((block) => blockAsHtml(block, language)).join('\n')}
</main>
</body>
</html>
`
}

/** A screen as the text that is on it, line by line. */
export const asText = ({ title, blocks }) => [title, ...blocks.flatMap(blockAsText)].join('\n')

function inLanguage(path, language) {
  const url = new URL(path, 'http://localhost')
  url.searchParams.set('lang', language)
  return `${url.pathname}${url.search}`
}

function blockAsHtml([kind, ...content], language) {
  const [first, second] = content
  switch (kind) {
    case 'heading':
      return `<h2>${escaped(first)}</h2>`
    case 'subheading':
      return `<h3>${escaped(first)}</h3>`
    case 'alert':
      return `<p role="alert">${escaped(first)}</p>`
    case 'list':
      return `<ul>${first.map((item) => `<li>${escaped(item)}</li>`).join('')}</ul>`
    case 'table':
      return `<table>${first.map((row) => `<tr>${row.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`).join('')}</table>`
    case 'link':
      return `<p><a href="${escaped(first)}">${escaped(second)}</a></p>`
    case 'form':
      return `<form name="${first.name}" method="post" action="${escaped(inLanguage(first.action, language))}">${second.map(fieldAsHtml).join('')}<button>${escaped(first.button)}</button></form>`
    default:
      return `<p>${escaped(first)}</p>`
  }
}

function fieldAsHtml({ kind, name, label, options }) {
  if (kind === 'text') return `<label>${escaped(label)} <input name="${name}" required maxlength="140"></label>`
  const boxes = options.map(
    ([value, text]) =>
      `<label><input type="checkbox" name="${name}" value="${escaped(value)}" checked> ${escaped(text)}</label>`,
  )
  return `<fieldset><legend>${escaped(label)}</legend>${boxes.join('')}</fieldset>`
}

function blockAsText([kind, ...content]) {
  const [first, second] = content
  if (kind === 'list') return first.map(String)
  if (kind === 'table') return first.map((row) => row.join('  '))
  if (kind === 'link') return [second]
  if (kind === 'form') {
    const fields = second.flatMap(({ label, options = [] }) => [label, ...options.map(([, text]) => text)])
    return [...fields, first.button]
  }
  return [String(first)]
}

const signs = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

const escaped = (text) => String(text).replace(/[&<>"']/g, (sign) => signs[sign])

export const style = `:root { color-scheme: light; --ink: #1c2733; --soft: #5a6875; --line: #d5dde4; --accent: #7a3b0a; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: #f7f5f2; font: 1rem/1.5 system-ui, 'Noto Sans', sans-serif; }
header { display: flex; justify-content: space-between; gap: 1rem; padding: .75rem 1.25rem; background: #fff; border-bottom: 1px solid var(--line); font-weight: 600; }
header nav a { margin-left: .75rem; font-weight: 400; }
main { max-width: 44rem; margin: 0 auto; padding: 1.25rem; }
a { color: var(--accent); }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2rem; } h3 { font-size: 1rem; overflow-wrap: anywhere; }
[role=alert] { padding: .75rem 1rem; background: #fff4e0; border: 1px solid #e5c583; border-radius: .4rem; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; } td { padding: .25rem .5rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td:last-child { text-align: right; white-space: nowrap; }
form { margin-top: 1.5rem; padding: 1rem; background: #fff; border: 1px solid var(--line); border-radius: .4rem; }
fieldset { border: 0; margin: 0 0 1rem; padding: 0; } legend { font-weight: 600; } label { display: block; margin: .35rem 0; }
input:not([type=checkbox]) { display: block; width: 100%; padding: .5rem; font: inherit; border: 1px solid var(--soft); border-radius: .3rem; }
button { padding: .6rem 1.2rem; font: inherit; color: #fff; background: var(--accent); border: 0; border-radius: .3rem; cursor: pointer; }
:focus-visible { outline: 3px solid #f2a900; outline-offset: 2px; }
`
