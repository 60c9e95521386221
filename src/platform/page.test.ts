import { describe, expect, test } from '@jest/globals'
import { readPage } from './page.js'

const formOf = (html: string) => {
  const [form] = readPage(html).forms
  if (!form) throw new Error('There is no form.')
  return form
}

describe('readPage', () => {
  test('takes title and complaint as a person reads them', () => {
    const page = readPage(
      '<title> A &amp; B </title><p role="alert">Wrong <b>code</b>,\n try again</p><p class="big error">x</p>',
    )
    expect([page.title, page.complaint, page.forms]).toEqual(['A & B', 'Wrong code, try again', []])
  })

  test('takes a complaint from the class «error»', () => {
    expect(readPage('<p class="big error">No such client</p>').complaint).toBe('No such client')
  })

  test('reads what is to be read, a line for each block', () => {
    const html = `<title>T</title><style>p{}</style><script>x()</script><noscript>No script</noscript><h1>Your  <b>accounts</b></h1>
      <p>One<br>Two <span hidden>three</span></p><div>Four<div>Five</div>Six</div><template>Seven</template>
      <table><tr><td>2026-01-01</td><td>−5.00 KZT</td></tr><tr><td>next</td></tr></table>
      <ul><li>KZ31 <code>980K</code></li><li><a href=x>More</a>, <em>please</em></li></ul><form><input type=hidden value=v><button>Go</button></form>`
    expect(readPage(html).text.split('\n')).toEqual([
      ...['Your accounts', 'One', 'Two', 'Four', 'Five', 'Six', '2026-01-01 −5.00 KZT', 'next', 'KZ31 980K'],
      ...['More, please', 'Go'],
    ])
  })

  test('lists forms with method and action', () => {
    const html = '<form name=a method=post action="/x?y=1"></form><form name=b></form>'
    expect(readPage(html).forms.map((f) => [f.name, f.method, f.action])).toEqual([
      ['a', 'POST', '/x?y=1'],
      ['b', 'GET', ''],
    ])
  })

  test('collects what would be sent', () => {
    const form = formOf(`<form>
      <input type=hidden name=csrf value="a&quot;b"><input name=iin><textarea name=note>hello</textarea>
      <input type=checkbox name=scope value=accounts checked><input type=checkbox name=scope value=balance checked>
      <input type=checkbox name=unticked value=1><input type=radio name=r value=1><input type=radio name=r value=2 checked>
      <select name=bank><option value=1>One<option value=2 selected>Two</select><select name=first><option>Only</select>
      <button name=ignored type=button>No</button></form>`)
    expect(form.values).toEqual([
      ['csrf', 'a"b'],
      ['iin', ''],
      ['note', 'hello'],
      ['scope', 'accounts'],
      ['scope', 'balance'],
      ['r', '2'],
      ['bank', '2'],
      ['first', 'Only'],
    ])
    expect(form.fields.has('unticked')).toBe(true)
  })

  test('lists the buttons that send the form, in order', () => {
    const html = `<form><button name=d value=yes>Yes</button><input type=submit name=d value=no><button>Plain</button>
      <button type=reset name=d value=reset></button></form>`
    expect(formOf(html).buttons).toEqual(['d=yes', 'd=no', '='])
  })
})
