import { expect, test } from 'vitest'
import { counted, oneOf, plainWords } from './words.ts'

test.each([
  ['#<Work>', '3 Work objects', 'a Work object'],
  ['String', '3 strings', 'a string'],
  ['iseq', '3 pieces of compiled code', 'a piece of compiled code'],
  ['#<Class:#<Work>>', '3 singleton classes of Work objects', 'a singleton class of a Work object'],
  ['#<Class:Shop::Work>', '3 singleton classes of Shop::Work', 'a singleton class of Shop::Work'],
  ['#<Class>', '3 classes without a name', 'a class without a name'],
  ['#<Class:0x7f0012>', '3 classes without a name', 'a class without a name'],
  [
    '#<#<Class:0x7f0012>>',
    '3 objects of classes without a name',
    'an object of a class without a name',
  ],
])('%s as sentences have it', (label, three, one) => {
  expect(counted(3, label)).toBe(three)
  expect(oneOf(label)).toBe(one)
})

test.each([
  ['Work (class)', 'the class Work'],
  ['#<Class:Work>', 'the singleton class of Work'],
  ['ROOT vm', 'the Ruby VM itself'],
  ['ROOT other', 'the root other'],
  ['Hash', 'a hash'],
])('%s as a holder', (label, words) => {
  expect(plainWords({ count: 1, label })).toBe(words)
})
