import { expect, test } from 'vitest'
import { chooseCommand } from './arguments.ts'

const COMMANDS = ['summary', 'top', 'path']

function choose(line: string): { argv: readonly string[]; command: string | undefined } {
  const argv = line === '' ? [] : line.split(' ')
  return chooseCommand(argv, COMMANDS, (path) => path === 'dump')
}

test('the command is found behind global options and their values', () => {
  expect(choose('top heap.json').command).toBe('top')
  expect(choose('--no-color --width 100 top heap.json').command).toBe('top')
  expect(choose('--width=100 top heap.json').command).toBe('top')
  expect(choose('').command).toBeUndefined()
  expect(choose('--version').command).toBeUndefined()
})

test('a dump alone is a summary of it', () => {
  for (const dump of ['heap.json', './heap', '-', 'dump', 'C:\\heap']) {
    expect(choose(dump)).toEqual({ argv: ['summary', dump], command: 'summary' })
  }
  expect(choose('--width 90 heap.json --json').argv).toEqual(
    '--width 90 summary heap.json --json'.split(' '),
  )
})

test('a word that is neither is left for commander to find the nearest command', () => {
  expect(choose('sumary')).toEqual({ argv: ['sumary'], command: undefined })
})

test('the command after the dump is told apart', () => {
  expect(() => choose('heap.json path Work --count 3')).toThrow('the command comes before the dump')
})

test('help', () => {
  expect(choose('help')).toEqual({ argv: ['--help'], command: undefined })
  expect(choose('help top')).toEqual({ argv: ['top', '--help'], command: 'top' })
  expect(choose('help tpo')).toEqual({ argv: ['tpo'], command: undefined })
})
