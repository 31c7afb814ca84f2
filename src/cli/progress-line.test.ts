import { expect, test } from 'vitest'
import { progressLine, progressText } from './progress-line.ts'

test('says the phase, its share, and what is left once the pace is known', () => {
  expect(progressText('reading the dump', 5, 0, 9000)).toBe('reading the dump …')
  expect(progressText('reading the dump', 10, 100, 100)).toBe('reading the dump  10.0 %')
  expect(progressText('reading the dump', 25, 100, 1000)).toBe(
    'reading the dump  25.0 %, 3.0 s left',
  )
  expect(progressText('reading the dump', 100, 100, 4000)).toBe('reading the dump  100 %')
})

test('short operations draw nothing; longer ones a line that fits and is cleared', () => {
  let time = 0
  const written: string[] = []
  const line = progressLine({ write: (text) => written.push(text), columns: 24, now: () => time })
  line.onProgress({ phase: 'reading the dump', done: 1, total: 100 })
  line.clear()
  expect(written).toEqual([])
  time = 600
  line.onProgress({ phase: 'reading the dump', done: 10, total: 100 })
  time = 650
  line.onProgress({ phase: 'reading the dump', done: 11, total: 100 })
  time = 660
  line.onProgress({ phase: 'finding holders', done: 0, total: 0 })
  line.clear()
  expect(written).toEqual([
    '\r\u001b[Kreading the dump  10.0…',
    '\r\u001b[Kfinding holders …',
    '\r\u001b[K',
  ])
})
