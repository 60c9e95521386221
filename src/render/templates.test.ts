import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { loadTemplates, trusted } from './templates.js'

describe('templates', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'synaq-templates-'))
    writeFileSync(join(folder, 'page.hbs'), '<p title="{{name}}">{{name}}</p>{{> part}}<style>{{css}}</style>')
    writeFileSync(join(folder, 'part.hbs'), '<b>{{name}}</b>')
    writeFileSync(join(folder, 'reach.hbs'), '{{thing.constructor.name}}')
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('escape every value, in partials too, and leave only our own style as it is', () => {
    const html = loadTemplates(folder).render('page', { name: '"><script>alert(1)</script>', css: trusted('a > b {}') })
    const escaped = '&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;'
    expect(html).toBe(`<p title="${escaped}">${escaped}</p><b>${escaped}</b><style>a > b {}</style>`)
  })

  test('print a value that looks like a template as text', () => {
    const html = loadTemplates(folder).render('page', { name: '{{css}} {{> part}}', css: 'x' })
    expect(html).toContain('<b>{{css}} {{&gt; part}}</b>')
  })

  test('stop at a name that the data lacks, at prototypes and at an unknown template', () => {
    const templates = loadTemplates(folder)
    expect(() => templates.render('page', { name: 'x' })).toThrow(/"css" not defined/)
    expect(() => templates.render('reach', { thing: {} })).toThrow(/not defined|prototype/)
    expect(() => templates.render('nothing', {})).toThrow(/there is no template «nothing»/)
  })
})
