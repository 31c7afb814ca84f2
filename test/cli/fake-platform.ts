// A platform whose dumps answer with hand-made results, and a terminal that remembers.

import { LoupeError } from '../../src/base/errors.ts'
import type { Platform } from '../../src/cli/platform.ts'
import type { Terminal } from '../../src/cli/terminal.ts'
import type { Why } from '../../src/workbench/results.ts'
import type { Workbench } from '../../src/workbench/workbench.ts'
import * as made from './hand-made-results.ts'
import * as madeWhy from './hand-made-why.ts'

export interface Asked {
  readonly question: string
  readonly arguments: readonly unknown[]
}

export interface FakeTerminal extends Terminal {
  readonly stdout: () => string
  readonly stderr: () => string
}

export function fakeTerminal(more: Partial<Terminal> = {}): FakeTerminal {
  let stdout = ''
  let stderr = ''
  return {
    out: (text) => {
      stdout += text
    },
    err: (text) => {
      stderr += text
    },
    stdout: () => stdout,
    stderr: () => stderr,
    outIsTTY: false,
    errIsTTY: false,
    inIsTTY: false,
    columns: undefined,
    env: {},
    stdin: (async function* () {})(),
    ...more,
  }
}

/** Every question is noted in `asked`; a dump 'partial.json' has no roots, 'bug.json' has a bug. */
export function fakePlatform(asked: Asked[], notes: readonly string[] = []): Platform {
  const note = <T>(question: string, result: T, ...given: unknown[]): T => {
    asked.push({ question, arguments: given })
    return result
  }
  const questions: Workbench = {
    get study(): never {
      throw new Error('nothing is behind these results')
    },
    summary: (options) => note('summary', made.summary, options),
    top: (options) => note('top', options.where === undefined ? made.top : nothing, options),
    show: (target, options) => note('show', made.show, target, options),
    references: (target, options) => note('references', made.references, target, options),
    referrers: (target, options) => note('referrers', made.referrers, target, options),
    path: (target, options) =>
      note('path', target === 'Work' ? made.classPath : made.path, target, options),
    dominators: (options) => note('dominators', made.dominators, options),
    whatIf: (without, options) => note('whatIf', made.whatIf, without, options),
    find: (pattern, options) =>
      note('find', pattern === 'x' ? { ...made.find, total: 0, items: [] } : made.find, options),
  }
  const nothing = { ...made.top, groups: [], groupCount: 0 }
  return {
    async openDump(file, options) {
      note('open', undefined, file, options)
      if (file === 'missing.json') throw new LoupeError('not-found', 'missing.json: no such file')
      if (file === 'partial.json') throw new LoupeError('no-roots', 'no roots', 'Dump it again.')
      if (file === 'bug.json') throw new TypeError('x is \u001b[31mnot a function')
      if (file === 'huge.json') throw new RangeError('Array buffer allocation failed')
      return {
        questions,
        notes,
        settle: async () => [],
        close: async () => note('close', []),
      }
    },
    compare: async (dumps) => {
      note(
        'compare',
        undefined,
        dumps.map(({ name }) => name),
      )
      return {
        matchings: [],
        membersOf: () => new Uint32Array(0),
        diff: (options) => note('diff', made.diff, options),
        notes: () => [],
        objects: (options) => note('objects', made.diffObjects, options),
      }
    },
    why: async (dumps) =>
      note(
        'why',
        answerOf(dumps.map(({ name }) => name)),
        dumps.map(({ name }) => name),
      ),
    streamSummary: async (file, options) => note('stream', made.streamSummary, file, options),
    buildIndex: async (file, options) => note('build', made.indexInfo, file, options),
    listIndexes: async () =>
      note('list', { kind: 'index', version: 1, entries: [], folder: '/cache' }),
    clearIndexes: async () =>
      note('clear', {
        kind: 'index',
        version: 1,
        cleared: { files: 2, bytes: 4096 },
        folder: '/cache',
      }),
  }
}

/** Of 'other-process.json' with doubts. */
function answerOf(names: readonly string[]): Why {
  if (names.includes('other-process.json')) return madeWhy.doubtful
  return names.length === 1 ? madeWhy.oneDump : madeWhy.why
}
