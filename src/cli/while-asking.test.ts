import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fakePlatform, fakeTerminal } from '../../test/cli/fake-platform.ts'
import type { OnProgress } from '../base/progress.ts'
import type { Context, GlobalOptions } from './context.ts'
import { openDump, whileAsking } from './open.ts'
import type { Platform } from './platform.ts'

const OPTIONS: GlobalOptions = { index: true, progress: true, color: false, spill: true }
const LINE = '\r\u001b[Kfinding owners  50.0 %'
const CLEAR = '\r\u001b[K'

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => void vi.useRealTimers())

/** A question that takes a second, of a dump on a fake platform; gives what stderr got, in all. */
async function asked(isWatched: boolean, options: GlobalOptions, end: () => void) {
  const terminal = { ...fakeTerminal(), errIsTTY: isWatched }
  let onQuestion: OnProgress | undefined
  const platform: Platform = {
    ...fakePlatform([]),
    openDump(file, open) {
      onQuestion = open.onQuestion
      return fakePlatform([]).openDump(file, open)
    },
  }
  const context: Context = { terminal, platform, run: async () => 0, setStatus: () => {} }
  await openDump('a.json', context, options)
  const report = () => onQuestion?.({ phase: 'finding owners', done: 1, total: 2 })
  vi.advanceTimersByTime(1000)
  report()
  expect(terminal.stderr()).toBe('')
  const asking = whileAsking(context, options, () => {
    vi.advanceTimersByTime(1000)
    report()
    end()
    return 42
  })
  const result = await asking.catch((error: Error) => error.message)
  report()
  return { result, err: terminal.stderr() }
}

test('a question that takes long has a progress line, which is gone afterwards', async () => {
  expect(await asked(true, OPTIONS, () => {})).toEqual({ result: 42, err: LINE + CLEAR })
})

test('it is gone where the question has no answer, too', async () => {
  const fails = () => {
    throw new Error('no roots')
  }
  expect(await asked(true, OPTIONS, fails)).toEqual({ result: 'no roots', err: LINE + CLEAR })
})

test('nobody who does not watch, or does not want it, gets one', async () => {
  expect(await asked(false, OPTIONS, () => {})).toEqual({ result: 42, err: '' })
  const silent = { ...OPTIONS, progress: false }
  expect(await asked(true, silent, () => {})).toEqual({ result: 42, err: '' })
})
