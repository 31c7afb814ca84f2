import { expect, test } from 'vitest'
import type {
  Capture,
  CapturedDump,
  FailedDump,
  RubyProcess,
} from '../workbench/capture-results.ts'
import { processesReport } from './capture-processes.ts'
import { captureReport, dumpLine } from './capture-run.ts'
import { plainPaint } from './paint.ts'

const view = { width: 80, color: plainPaint, dump: '' }

function dump(path: string, more: Partial<CapturedDump> = {}): CapturedDump {
  return {
    path,
    pid: 42,
    ruby: '3.1.2',
    reason: 'at',
    seconds: 30,
    bytes: 11_292_999,
    rawBytes: 239_553_063,
    lines: 1_019_545,
    objects: 1_019_540,
    sha256: '00',
    gzip: true,
    way: 'fork',
    traced: true,
    pause: { longest: 38.2, gc: [38.2, 35.7], fork: 2.2 },
    rss: 70_045_696,
    ...more,
  }
}

function run(more: Partial<Capture>): Capture {
  return {
    kind: 'capture',
    version: 1,
    dumps: [],
    failures: [],
    processes: [{ pid: 42 }],
    interrupted: false,
    seconds: 92,
    ...more,
  }
}

const screen = (more: Partial<Capture>) => captureReport(run(more), view)

test('names, figures, and what to type', () => {
  const dumps = ['a-1.json', 'a-2.json', 'a-3.json', 'a-4.json'].map((name) => dump(name))
  expect(screen({ dumps })).toBe(
    `4 dumps of 1 process, in 1 min 32 s. The longest pause was 38 ms.

Dumps · size of the file; pause: the longest stall; RSS of the process then
     size    objects  pause      RSS  taken    dump
  10.8 MB  1,019,540  38 ms  66.8 MB  at 30 s  a-1.json
  10.8 MB  1,019,540  38 ms  66.8 MB  at 30 s  a-2.json
  10.8 MB  1,019,540  38 ms  66.8 MB  at 30 s  a-3.json
  10.8 MB  1,019,540  38 ms  66.8 MB  at 30 s  a-4.json

Next
  loupe why a-1.json a-3.json a-4.json   what grew, what holds it, and why
  loupe diff a-1.json a-3.json a-4.json  what came, went and stayed
`,
  )
})

test('the next command is about one process: the one with the most dumps', () => {
  const dumps = [
    dump('a.json', { pid: 1 }),
    dump('b.json'),
    dump('c d.json'),
    dump('-', { pid: 3 }),
  ]
  const text = screen({ dumps })
  expect(text).toContain('4 dumps of 3 processes, in')
  expect(text).toContain("  loupe diff b.json 'c d.json'  what came")
  expect(text).not.toContain('a.json ')
})

test('nothing of a name steers the terminal, and none is an option to the next command', () => {
  const text = screen({ dumps: [dump('-x\u001b[31m.json')] })
  expect(text).toContain('-x\\e[31m.json')
  expect(text).not.toContain('\u001b')
  expect(text).toMatch(/loupe why '\.\/-x/)
})

test('a dump to standard output has no next command', () => {
  expect(screen({ dumps: [dump('-')] })).not.toContain('Next')
})

test('what was not taken, and why', () => {
  const failure: FailedDump = {
    pid: 42,
    reason: 'exit',
    seconds: 3,
    code: 'busy',
    message: 'Another capture is under way.',
    next: 'Try again.',
  }
  expect(screen({ failures: [failure] })).toBe(
    'No dump was taken.\n\nNot taken\n' +
      '- Process 42, at exit: Another capture is under way. Try again.\n',
  )
  const command = ['x']
  expect(screen({ command, processes: [] })).toContain('No Ruby process with the agent was seen.')
  expect(screen({ command, ended: { signal: 'SIGKILL' } })).toContain('was killed (SIGKILL)')
  expect(screen({ command, ended: { status: 0 } })).toContain('over before anything was due')
  expect(screen({ interrupted: true })).toContain('Stopped before the rest; the process lives on.')
  expect(screen({ command, dumps: [dump('a')], remaining: [8, 9] })).toContain(
    '- 2 processes go on after the command: 8, 9.\n',
  )
})

test('one line for people who are watching', () => {
  expect(dumpLine(dump('a.json'))).toBe(
    'a.json: 1,019,540 objects, RSS 66.8 MB, paused for 38 ms (at 30 s)',
  )
})

const one: RubyProcess = {
  pid: 4242,
  user: 'anna',
  own: true,
  ruby: '3.1.2',
  rss: 70_045_696,
  uptime: 5400,
  command: 'puma: cluster worker 0',
  agent: true,
  rbtrace: false,
}

test('processes, and how each can be captured', () => {
  const { ruby: _1, rss: _2, uptime: _3, rbtrace: _4, ...little } = one
  const processes = [
    one,
    { ...one, pid: 7, agent: false, rbtrace: true },
    { ...one, pid: 8, agent: false },
    {
      ...little,
      pid: 9,
      agent: false,
      own: false,
      user: 'bert\u001b',
      command: `ruby ${'x'.repeat(99)}`,
    },
  ]
  const text = processesReport({ kind: 'processes', version: 1, processes }, view)
  expect(text).toBe(
    `4 Ruby processes. 1 of them is another user’s; only that user and root can
capture those.

   pid  ruby       RSS          up  captured by  user    command
  4242  3.1.2  66.8 MB  1 h 30 min  agent        anna    puma: cluster worker 0
     7  3.1.2  66.8 MB  1 h 30 min  rbtrace      anna    puma: cluster worker 0
     8  3.1.2  66.8 MB  1 h 30 min  no agent     anna    puma: cluster worker 0
     9  ?            ?           ?  –            bert\\e  ruby xxxxxxxxxxxxxxxxx…

Next
  loupe capture --pid 4242  a dump of it
`,
  )
  const none = processesReport({ kind: 'processes', version: 1, processes: [] }, view)
  expect(none).toBe('No Ruby process runs here that this user can see.\n')
  const all = processesReport(
    { kind: 'processes', version: 1, processes: [{ ...one, own: false }] },
    view,
  )
  expect(all).toMatch(/^1 Ruby process\. It is another user/)
})
