// What is said of errors that JavaScript itself throws, by lines as people type them.

import { createContext, runInContext } from 'node:vm'
import { expect, test } from 'vitest'
import { describeError, unknownName } from './describe-error.ts'

const globals = ['before', 'after', 'diff', 'puts', 'model']

function told(code: string): string {
  try {
    runInContext(code, createContext({ list: [1], model: { klass: 1 } }))
  } catch (error) {
    const { message, next } = describeError(error, globals)
    return `${message} ${next}`
  }
  throw new Error(`nothing is wrong with ${code}`)
}

test.each<[string, RegExp]>([
  ['model.klass()', /model\.klass is not a function\. It is there to be read, .*: model\.klass$/],
  ['list.gerp(1)', /^what stands before \.gerp has nothing of that name\./],
  ['list.flatMpa(1)', /Did you mean flatMap\?$/],
  ['$heap', /^there is no \$heap here\. The dumps are before, after; diff compares them\.$/],
  ['heap', /^there is no heap here\. The dumps are before, after/],
  ['modle', /Did you mean model\?$/],
  ['Hash.new(0)', /^there is no Hash here\. To count: .*tally/],
  ['Work.first', /class_named\("Work"\)$/],
  ['null.klass', /^nil has no klass\. .*\?\.klass$/],
  ['throw new Error("Cannot find module \'json\'\\nRequire stack:")', /^there is no module json\./],
])('%s', (code, text) => expect(told(code)).toMatch(text))

test('a name at the end that nothing has is no plain nil', () => {
  expect(unknownName('list.map((x) => x.value).frobs')?.message).toMatch(/\.frobs has nothing/)
  expect(unknownName('list.lenght')?.next).toMatch(/length/)
  for (const known of [
    'model.retained_size',
    'model.retainedSize',
    'x.length',
    'x',
    'f(x)',
    '3.5',
  ]) {
    expect(unknownName(known), known).toBeUndefined()
  }
})
