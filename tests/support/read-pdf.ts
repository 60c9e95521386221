import { inflateSync } from 'node:zlib'

/** What a test wants to know of a PDF that Chromium printed. */
export interface ReadPdf {
  /** Text of each page without any white space: where lines break is not the matter. */
  readonly pages: readonly string[]
  readonly fonts: readonly string[]
  readonly tagged: boolean
  readonly language: string | undefined
  readonly title: string | undefined
}

/** Reads the plain structure that Skia writes: one object after another, Identity-H fonts with ToUnicode maps. */
export function readPdf(bytes: Uint8Array): ReadPdf {
  const objects = objectsOf(Buffer.from(bytes))
  const heads = [...objects.values()].map(({ head }) => head)
  const catalog = heads.find((head) => head.includes('/Type /Catalog')) ?? ''
  const title = heads.flatMap((head) => /\/Title <FEFF([0-9A-F]+)>\s*\/Creator/.exec(head)?.[1] ?? [])[0]
  return {
    pages: pagesOf(objects).map((page) => textOf(page, objects)),
    fonts: heads.flatMap((head) => /\/FontName \/[A-Z]+\+(\S+)/.exec(head)?.[1] ?? []),
    tagged: catalog.includes('/Marked true') && catalog.includes('/StructTreeRoot'),
    language: /\/Lang \((\w+)\)/.exec(catalog)?.[1],
    title: title === undefined ? undefined : utf16(title),
  }
}

/** Every compressed stream but fonts, unpacked, one character a byte. */
export function inflatedStreams(bytes: Uint8Array): string[] {
  return [...objectsOf(Buffer.from(bytes)).values()].map(({ stream }) => stream)
}

interface PdfObject {
  readonly head: string
  readonly stream: string
}

type Objects = ReadonlyMap<number, PdfObject>

function objectsOf(bytes: Buffer): Objects {
  const text = bytes.toString('latin1')
  const objects = new Map<number, PdfObject>()
  for (const match of text.matchAll(/^(\d+) 0 obj\n([\s\S]*?)\nendobj/gm)) {
    const [whole, id = '', body = ''] = match
    const at = body.indexOf('stream\n')
    const head = at < 0 ? body : body.slice(0, at)
    const start = match.index + whole.indexOf('stream\n') + 'stream\n'.length
    const length = Number(/\/Length (\d+)/.exec(head)?.[1])
    const packed = at >= 0 && head.includes('/FlateDecode') && !head.includes('/Length1')
    objects.set(Number(id), {
      head,
      stream: packed ? inflateSync(bytes.subarray(start, start + length)).toString('latin1') : '',
    })
  }
  return objects
}

/** Page objects in the order of the page tree. */
function pagesOf(objects: Objects): PdfObject[] {
  const root = [...objects.values()].find(({ head }) => head.includes('/Type /Catalog'))
  const walk = (id: number): PdfObject[] => {
    const node = objects.get(id)
    if (!node) return []
    const kids = /\/Kids \[([^\]]*)\]/.exec(node.head)?.[1]
    return kids === undefined ? [node] : [...kids.matchAll(/(\d+) 0 R/g)].flatMap(([, kid]) => walk(Number(kid)))
  }
  return walk(Number(/\/Pages (\d+) 0 R/.exec(root?.head ?? '')?.[1]))
}

function textOf(page: PdfObject, objects: Objects): string {
  const fonts = new Map<string, ReadonlyMap<string, string>>()
  for (const [, name, id] of page.head.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
    const font = objects.get(Number(id))
    const map = objects.get(Number(/\/ToUnicode (\d+) 0 R/.exec(font?.head ?? '')?.[1]))
    fonts.set(name ?? '', lettersOf(map?.stream ?? ''))
  }
  const content = objects.get(Number(/\/Contents (\d+) 0 R/.exec(page.head)?.[1]))?.stream ?? ''
  let letters: ReadonlyMap<string, string> | undefined
  let text = ''
  for (const [, font, glyphs] of content.matchAll(/\/(F\d+) [\d.]+ Tf|<([0-9A-F]+)> Tj/g)) {
    if (font !== undefined) letters = fonts.get(font)
    for (const glyph of glyphs?.match(/.{4}/g) ?? []) text += letters?.get(glyph) ?? '\uFFFD'
  }
  return text.replace(/\s/g, '')
}

/** The letters of a ToUnicode map, by glyph. */
function lettersOf(cmap: string): ReadonlyMap<string, string> {
  const letters = new Map<string, string>()
  for (const [, block] of cmap.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) {
    for (const [, glyph, letter] of (block ?? '').matchAll(/<(\w+)> <(\w+)>/g))
      letters.set(glyph ?? '', utf16(letter ?? ''))
  }
  for (const [, block] of cmap.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
    for (const [, from, to, letter] of (block ?? '').matchAll(/<(\w+)> <(\w+)> <(\w+)>/g)) {
      const [first, last, code] = [from, to, letter].map((hex) => parseInt(hex ?? '', 16)) as [number, number, number]
      for (let glyph = first; glyph <= last; glyph++) {
        letters.set(glyph.toString(16).toUpperCase().padStart(4, '0'), String.fromCharCode(code + glyph - first))
      }
    }
  }
  return letters
}

const utf16 = (hex: string) => Buffer.from(hex, 'hex').swap16().toString('utf16le')
