import { expect, test } from 'vitest'
import { LoupeError } from '../base/errors.ts'
import { byteCount, parseWhere } from './where.ts'

test('each condition, and all of them together', () => {
  expect(parseWhere([])).toEqual({})
  expect(parseWhere(['class=Work'])).toEqual({ class: 'Work' })
  expect(parseWhere(['class=ActiveRecord::*', 'type=string', 'flag=frozen'])).toEqual({
    class: 'ActiveRecord::*',
    type: 'STRING',
    flag: 'frozen',
  })
  expect(parseWhere(['type=T_HASH'])).toEqual({ type: 'HASH' })
  expect(parseWhere(['retained-by=@12'])).toEqual({ retainedBy: '@12' })
  expect(parseWhere(['same-text=@12'])).toEqual({ sameText: '@12' })
  expect(parseWhere([' class = /a=b/ '])).toEqual({ class: '/a=b/' })
})

test('ranges', () => {
  const cases: [string, object][] = [
    ['generation=5', { min: 5, max: 5 }],
    ['generation=3..9', { min: 3, max: 9 }],
    ['generation=3..', { min: 3 }],
    ['generation=..9', { max: 9 }],
    ['generation>3', { min: 4 }],
    ['generation<=9', { max: 9 }],
  ]
  for (const [text, generation] of cases) expect(parseWhere([text])).toEqual({ generation })
  expect(parseWhere(['size>=1kb'])).toEqual({ size: { min: 1024 } })
  expect(parseWhere(['size<1kb'])).toEqual({ size: { max: 1023 } })
  expect(parseWhere(['size=1kb..1.5mb'])).toEqual({ size: { min: 1024, max: 1_572_864 } })
  expect(parseWhere(['size>=1kb', 'size<=2kb'])).toEqual({ size: { min: 1024, max: 2048 } })
})

test('sizes are 1024-based', () => {
  expect(byteCount('40')).toBe(40)
  expect(byteCount('40 b')).toBe(40)
  expect(byteCount('1.5 KB')).toBe(1536)
  expect(byteCount('2g')).toBe(2 * 1024 ** 3)
  for (const text of ['', 'kb', '1 zb', '-1', '1e3', '1.2.3'])
    expect(byteCount(text)).toBeUndefined()
})

test('errors name the bad piece and say what is allowed', () => {
  const cases: [string[], RegExp][] = [
    [['Work'], /'Work': it has no name, sign and value/],
    [['class='], /'class=': there is no value/],
    [['clas=Work'], /'clas' is nothing to filter by \(did you mean class\?\)/],
    [['class>=Work'], /class takes only =, not >=/],
    [['type=STRNG'], /'STRNG' is no Ruby type.*STRING/],
    [['size>=big'], /'big' is no size/],
    [['generation=x..9'], /'x' is no whole number/],
    [['generation=1..2..3'], /'1\.\.2\.\.3' is no range/],
    [['generation=..'], /'\.\.' is no range/],
    [['size>=2kb', 'size<=1kb'], /nothing can fit it/],
    [['class=A', 'class=B'], /'class=B': the same was asked before with 'A'/],
  ]
  for (const [conditions, message] of cases) {
    let thrown: unknown
    try {
      parseWhere(conditions)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(LoupeError)
    expect(thrown).toMatchObject({
      code: 'usage',
      next: expect.stringContaining('retained-by=@12'),
    })
    expect(String(thrown)).toMatch(message)
  }
})

test('types that Loupe does not know can be asked for as the summary calls them', () => {
  expect(parseWhere(['type=UNKNOWN'])).toEqual({ type: 'UNKNOWN' })
})
