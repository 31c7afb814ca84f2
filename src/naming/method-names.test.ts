import { expect, test } from 'vitest'
import { fixture } from '../../test/reference/fixtures.ts'
import { studyOf } from '../analysis/testing/study-of.ts'
import { memorySource } from '../dump/memory-source.ts'
import { readHeap } from '../heap/read-heap.ts'
import { createMethodNames } from './method-names.ts'

test.each(['2.7', '3.1', '3.4', '4.0'])('paths of code read once a file, Ruby %s', (ruby) => {
  const heap = readHeap(memorySource(fixture('whole', `native-${ruby}-bare.json.gz`).bytes))
  const { classes } = studyOf(heap).names
  const [all, fast] = [createMethodNames(heap, classes), createMethodNames(heap, classes)]
  const { type, word } = heap.columns
  let named = 0
  for (let row = 0; row < heap.count; row++) {
    if (heap.words[word[row]] !== 'iseq') continue
    const slow = all.iseqName(row)?.path
    if (slow === undefined) continue
    named++
    expect([row, type[row], fast.iseqPath(row)]).toEqual([row, type[row], slow])
  }
  expect(named).toBeGreaterThan(500)
})
