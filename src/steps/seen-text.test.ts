import { expect, test } from '@jest/globals'
import { hasText } from './seen-text.js'

test.each([
  ['KZ54 125K ZT10 0230 0104', 'KZ54125KZT1002300104'],
  ['Остаток: 77\u00a0777,12 ₸', '77777'],
  ['технологические\n  работы', 'Технологические работы'],
  ['a [object Object] b', '[object Object]'],
  ['x – NaN – y', 'NaN'],
  ['a.b', 'a.b'],
  ['на стороне Участника-контрагента сегодня', 'Участника-контрагента'],
])('«%s» shows «%s»', (screen, text) => expect(hasText(screen, text)).toBe(true))

test.each([
  ['1777771', '77777'],
  ['Nano', 'NaN'],
  ['axb', 'a.b'],
  ['anything', ' '],
  ['технологическиеработы', 'Технологические работы'],
])('«%s» does not show «%s»', (screen, text) => expect(hasText(screen, text)).toBe(false))
