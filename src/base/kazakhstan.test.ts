import { describe, expect, test } from '@jest/globals'
import { isBin, isIban, isIin, isPhone } from './kazakhstan.js'

describe('identification numbers', () => {
  test('a published BIN is valid, and is no IIN', () => {
    expect(isBin('960440000151')).toBe(true)
    expect(isIin('960440000151')).toBe(false)
  })

  test('a wrong check digit, a wrong length and letters are refused', () => {
    for (const wrong of ['960440000152', '96044000015', '9604400001510', '96044000015X', ''])
      expect(isBin(wrong)).toBe(false)
  })

  test('an IIN has a date of birth', () => {
    expect(isIin('850101300005')).toBe(true)
    expect(isIin('851301300006')).toBe(false)
    expect(isIin('850100300006')).toBe(false)
  })

  test('every other check digit of an IIN is refused', () => {
    const accepted = Array.from('0123456789').filter((digit) => isIin(`85010130000${digit}`))
    expect(accepted).toEqual(['5'])
  })

  test('a remainder of 10 takes the second weights, and 10 again is never issued', () => {
    expect(isIin('880919400560')).toBe(true)
    expect(Array.from('0123456789').some((digit) => isIin(`95031535076${digit}`))).toBe(false)
  })
})

describe('account and telephone numbers', () => {
  test('a published IBAN is valid', () => {
    expect(isIban('KZ54125KZT1002300104')).toBe(true)
  })

  test('a published wrong IBAN, a changed digit and lower case are refused', () => {
    for (const wrong of ['KZ13722S00013131565', 'KZ54125KZT1002300105', 'kz54125kzt1002300104']) {
      expect(isIban(wrong)).toBe(false)
    }
  })

  test('telephone numbers are +7 and ten digits', () => {
    expect(isPhone('+77000000101')).toBe(true)
    expect(isPhone('87000000101')).toBe(false)
    expect(isPhone('+7700000010')).toBe(false)
  })
})
