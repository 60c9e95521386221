import { html, parse, type DefaultTreeAdapterTypes } from 'parse5'

/** What a person sees of a page. */
export interface Page {
  readonly title: string
  /** What the page complains of: the text of `role=alert` or of the class `error`; empty where it does not. */
  readonly complaint: string
  /** What is to be read on it, a line for each block. */
  readonly text: string
  readonly forms: readonly Form[]
}

export interface Form {
  readonly name: string
  readonly method: 'GET' | 'POST'
  /** As written, relative to the page. */
  readonly action: string
  /** Fields that would be sent if nothing were filled in. */
  readonly values: readonly [name: string, value: string][]
  /** Fields that can be filled in, also empty and unticked ones. */
  readonly fields: ReadonlySet<string>
  /** Buttons that send the form, as `name=value`; the first is the one that Enter presses. */
  readonly buttons: readonly string[]
}

type Element = DefaultTreeAdapterTypes.Element
type Node = DefaultTreeAdapterTypes.Node

/** Reads an HTML page as a browser would parse it. */
export function readPage(text: string): Page {
  const document = parse(text)
  const elements = [...elementsOf(document)]
  const complaints = elements.filter((e) => attr(e, 'role') === 'alert' || classes(e).includes('error'))
  return {
    title: elements.filter((e) => e.tagName === 'title').map(textOf)[0] ?? '',
    complaint: complaints.map(textOf)[0] ?? '',
    text: readableText(document),
    forms: elements.filter((e) => e.tagName === 'form').map(readForm),
  }
}

/** What the page complains of, as a sentence behind another; empty where it does not. */
export function said({ complaint }: Page): string {
  return complaint === '' ? '' : ` The page says: «${safe(complaint)}».`
}

/** Shortened; long numbers on a page may be somebody's IIN, phone or code. */
export function safe(text: string): string {
  const masked = text.replace(/\d[\d ()+-]{2,}\d/g, '•••')
  return masked.length > 200 ? `${masked.slice(0, 199)}…` : masked
}

function readForm(form: Element): Form {
  const values: [string, string][] = []
  const fields = new Set<string>()
  const buttons: string[] = []
  for (const element of elementsOf(form)) {
    const name = attr(element, 'name') ?? ''
    if (isButton(element)) buttons.push(`${name}=${attr(element, 'value') ?? ''}`)
    else if (name !== '' && ['input', 'select', 'textarea'].includes(element.tagName)) {
      fields.add(name)
      const value = valueOf(element)
      if (value !== undefined) values.push([name, value])
    }
  }
  return {
    name: attr(form, 'name') ?? '',
    method: attr(form, 'method')?.toUpperCase() === 'POST' ? 'POST' : 'GET',
    action: attr(form, 'action') ?? '',
    values,
    fields,
    buttons,
  }
}

function isButton(element: Element): boolean {
  const type = attr(element, 'type')?.toLowerCase()
  return element.tagName === 'button'
    ? (type ?? 'submit') === 'submit'
    : element.tagName === 'input' && type === 'submit'
}

/** The value as it would be sent; undefined for what is not ticked. */
function valueOf(element: Element): string | undefined {
  if (element.tagName === 'textarea') return textOf(element)
  if (element.tagName === 'select') {
    const options = [...elementsOf(element)].filter((e) => e.tagName === 'option')
    const chosen = options.find((option) => attr(option, 'selected') !== undefined) ?? options[0]
    return chosen && (attr(chosen, 'value') ?? textOf(chosen))
  }
  const ticks = ['checkbox', 'radio'].includes(attr(element, 'type')?.toLowerCase() ?? '')
  if (ticks) return attr(element, 'checked') === undefined ? undefined : (attr(element, 'value') ?? 'on')
  return attr(element, 'value') ?? ''
}

function* elementsOf(node: Node): Generator<Element> {
  if (!('childNodes' in node)) return
  for (const child of node.childNodes) {
    if ('tagName' in child && child.namespaceURI === html.NS.HTML) yield child
    yield* elementsOf(child)
  }
}

function attr(element: Element, name: string): string | undefined {
  return element.attrs.find((attribute) => attribute.name === name)?.value
}

function classes(element: Element): string[] {
  return (attr(element, 'class') ?? '').split(/\s+/)
}

function textOf(node: Node): string {
  if ('value' in node) return node.value
  const parts = 'childNodes' in node ? node.childNodes.map(textOf) : []
  return parts.join('').replace(/\s+/g, ' ').trim()
}

const unread = new Set(['head', 'script', 'style', 'template', 'noscript', 'datalist'])
const inline = new Set(
  'a abbr b bdi bdo button cite code data dfn em i input kbd label mark q s samp small span strong sub sup time u var'.split(
    ' ',
  ),
)

/** The text that a reader has before her: nothing hidden, each block on a line of its own. */
function readableText(document: Node): string {
  return written(document)
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n')
}

function written(node: Node): string {
  if ('value' in node) return node.value.replace(/\s+/g, ' ')
  if (!('childNodes' in node)) return ''
  if ('tagName' in node && (unread.has(node.tagName) || attr(node, 'hidden') !== undefined)) return ''
  const inside = node.childNodes.map(written).join('')
  if (!('tagName' in node) || inline.has(node.tagName)) return inside
  // Cells of one row stay on one line.
  return ['td', 'th'].includes(node.tagName) ? `${inside} ` : `\n${inside}\n`
}
