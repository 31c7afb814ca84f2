import { expect, test } from 'vitest'
import { fakePlatform, fakeTerminal } from '../../test/cli/fake-platform.ts'
import type { Asked } from '../../test/cli/fake-platform.ts'
import * as made from '../../test/cli/hand-made-results.ts'
import { run } from './program.ts'
import type { Terminal } from './terminal.ts'

interface Ran {
  readonly status: number
  readonly out: string
  readonly err: string
  readonly asked: readonly Asked[]
}

async function loupe(
  line: string,
  more: Partial<Terminal> = {},
  notes: readonly string[] = [],
): Promise<Ran> {
  const terminal = fakeTerminal(more)
  const asked: Asked[] = []
  const status = await run(line.split(' '), terminal, fakePlatform(asked, notes))
  return { status, out: terminal.stdout(), err: terminal.stderr(), asked }
}

const question = ({ asked }: Ran): Asked | undefined =>
  asked.find(({ question: name }) => name !== 'open' && name !== 'close')

test('a question is asked of the opened dump, which is closed again', async () => {
  const ran = await loupe('top heap.json --by site --sort bytes --limit 3')
  expect(ran.status).toBe(0)
  expect(ran.asked).toEqual([
    { question: 'open', arguments: ['heap.json', { index: true, spill: true }] },
    { question: 'top', arguments: [{ by: 'site', sort: 'bytes', limit: 3 }] },
    { question: 'close', arguments: [] },
  ])
  expect(ran.err).toBe('')
})

test('global options hold before and after the command', async () => {
  const before = await loupe('--no-index --workers 1 --no-spill show heap.json @1')
  const after = await loupe('show heap.json @1 --workers 1 --no-index --no-spill')
  expect(before.asked[0]?.arguments[1]).toEqual({ index: false, spill: false, workers: 1 })
  expect(after.asked).toEqual(before.asked)
  const allowed = await loupe('show heap.json @1 --no-spill --allow-spill')
  expect(allowed.asked[0]?.arguments[1]).toEqual({ index: true, spill: true })
})

test.each([
  ['heap.json', { question: 'summary', arguments: [{}] }],
  ['summary heap.json --limit 5', { question: 'summary', arguments: [{ limit: 5 }] }],
  ['summary --verify heap.json', { question: 'summary', arguments: [{ verify: 100 }] }],
  ['top heap.json', { question: 'top', arguments: [{ by: 'class' }] }],
  ['refs heap.json Work --group', { question: 'references', arguments: ['Work', { group: true }] }],
  ['referrers heap.json @1', { question: 'referrers', arguments: ['@1', {}] }],
  ['path heap.json @1 --to @2', { question: 'path', arguments: ['@1', { to: '@2' }] }],
  ['path heap.json @1 -c 3', { question: 'path', arguments: ['@1', { count: 3 }] }],
  ['dominators heap.json', { question: 'dominators', arguments: [{}] }],
  [
    'dominators heap.json @1 --merge --depth 2 --share 5%',
    {
      question: 'dominators',
      arguments: [{ target: '@1', merge: true, depth: 2, share: 0.05 }],
    },
  ],
  [
    'find heap.json Work --where type=OBJECT',
    { question: 'find', arguments: [{ where: { type: 'OBJECT' } }] },
  ],
])('loupe %s', async (line, expected) => {
  const ran = await loupe(line)
  expect(ran.status).toBe(0)
  expect(question(ran)).toEqual(expected)
  expect(ran.out).toContain('Next\n')
})

test('--json prints exactly the record, one document on one line', async () => {
  const cases: [string, object][] = [
    ['summary heap.json --json', made.summary],
    ['summary heap.json --stream --json', made.streamSummary],
    ['top heap.json --json', made.top],
    ['path heap.json Work --json', made.classPath],
    ['index heap.json --json', made.indexInfo],
  ]
  for (const [line, record] of cases) {
    const { out, status } = await loupe(line)
    expect(status).toBe(0)
    expect(out.indexOf('\n')).toBe(out.length - 1)
    expect(JSON.parse(out)).toEqual(record)
  }
})

test('--stream needs no opening', async () => {
  const { asked } = await loupe('summary heap.json --stream --limit 2')
  expect(asked).toEqual([
    { question: 'stream', arguments: ['heap.json', { index: true, spill: true, limit: 2 }] },
  ])
})

test('the index folder', async () => {
  expect((await loupe('index --list')).out).toContain('There are no indexes')
  expect((await loupe('index --clear')).out).toContain('Removed 2 files of 4,096 B.')
  expect((await loupe('index heap.json')).asked[0]?.question).toBe('build')
  expect((await loupe('index heap.json --list')).status).toBe(2)
})

test('exit status 1: the question has no answer', async () => {
  expect((await loupe('find heap.json x')).status).toBe(1)
  expect((await loupe('top heap.json --where class=Nothing')).status).toBe(1)
  const partial = await loupe('path partial.json Work')
  expect(partial).toMatchObject({ status: 1, out: '', err: 'loupe: no roots\n  Dump it again.\n' })
})

test.each([
  ['missing.json', /^loupe: missing\.json: no such file\n$/],
  ['sumary', /'sumary' is neither a command nor a file\n\(Did you mean summary\?\)/],
  ['summary heap.json --jsn', /unknown option '--jsn'\n\(Did you mean --json\?\)/],
  ['top heap.json --by clas', /Allowed choices are class, type/],
  ['top heap.json --limit 0', /whole number from 1 on/],
  ['dominators heap.json --share 101', /percentage from 0 to 100/],
  ['top heap.json --where size=x', /'x' is no size/],
  ['show heap.json', /missing required argument 'TARGET'\nTry: loupe show --help/],
  ['heap.json path Work', /the command comes before the dump/],
  ['huge.json', /needs more memory than there is[^]*loupe summary --stream/],
])('exit status 2: loupe %s', async (line, message) => {
  const { status, out, err } = await loupe(line)
  expect(status).toBe(2)
  expect(out).toBe('')
  expect(err).toMatch(message)
})

test('a bug is called one, with its stack only on request', async () => {
  const quiet = await loupe('bug.json')
  expect(quiet.status).toBe(2)
  expect(quiet.err).toContain('sorry, this is a bug in Loupe')
  expect(quiet.err).toContain('TypeError: x is \\e[31mnot a function')
  expect(quiet.err).not.toMatch(/ {4}at /)
  const debugging = await loupe('bug.json', { env: { LOUPE_DEBUG: '1' } })
  expect(debugging.err).toMatch(/ {4}at /)
})

test('a terminal on stdin is no dump', async () => {
  const { status, err } = await loupe('summary -', { inIsTTY: true })
  expect(status).toBe(2)
  expect(err).toContain('nothing is piped into loupe')
})

test('notes about the opening go to stderr', async () => {
  const { out, err } = await loupe('heap.json --json', {}, ['the index was stale'])
  expect(err).toBe('note: the index was stale\n')
  expect(JSON.parse(out)).toEqual(made.summary)
})

test('colour: --no-color, NO_COLOR, FORCE_COLOR, a terminal, in this order', async () => {
  const colored = async (line: string, more: Partial<Terminal>): Promise<boolean> =>
    (await loupe(line, more)).out.includes('\u001b[')
  expect(await colored('heap.json', {})).toBe(false)
  expect(await colored('heap.json', { outIsTTY: true })).toBe(true)
  expect(await colored('heap.json', { outIsTTY: true, env: { TERM: 'dumb' } })).toBe(false)
  expect(await colored('heap.json', { outIsTTY: true, env: { NO_COLOR: '1' } })).toBe(false)
  expect(await colored('heap.json', { outIsTTY: true, env: { NO_COLOR: '' } })).toBe(true)
  expect(await colored('heap.json', { env: { FORCE_COLOR: '1' } })).toBe(true)
  expect(await colored('heap.json', { outIsTTY: true, env: { FORCE_COLOR: '0' } })).toBe(false)
  expect(await colored('heap.json --no-color', { env: { FORCE_COLOR: '1' } })).toBe(false)
})

test('width: --width, the terminal, COLUMNS, 80', async () => {
  const longest = async (line: string, more: Partial<Terminal>): Promise<number> => {
    const { out } = await loupe(line, more)
    const holder = out.split('\n').find((each) => each.includes('@55')) ?? ''
    return holder.length
  }
  expect(await longest('heap.json', {})).toBeLessThanOrEqual(80)
  expect(await longest('heap.json', { columns: 60 })).toBeLessThanOrEqual(60)
  expect(await longest('heap.json', { env: { COLUMNS: '120' } })).toBeGreaterThan(80)
  expect(await longest('heap.json --width 70', { columns: 200 })).toBeLessThanOrEqual(70)
})

test('every command has help with an example', async () => {
  const { out } = await loupe('--help')
  const names = [
    'summary',
    'top',
    'path',
    'dominators',
    'show',
    'refs',
    'referrers',
    'find',
    'index',
  ]
  for (const name of [...names, 'demo']) {
    expect(out).toMatch(new RegExp(`^ {2}${name} `, 'm'))
    const help = await loupe(`help ${name}`)
    expect(help.status).toBe(0)
    expect(help.out).toContain(`$ loupe ${name}`)
    expect((await loupe(`${name} --help`)).out).toBe(help.out)
  }
})

test('a diff opens its dumps one after the other, compares them, and closes them', async () => {
  const ran = await loupe('diff a.json b.json c.json --by holder --sort new -n 5 -w type=STRING')
  expect(ran.status).toBe(0)
  const options = { index: true, spill: true }
  expect(ran.asked).toEqual([
    { question: 'open', arguments: ['a.json', options] },
    { question: 'open', arguments: ['b.json', options] },
    { question: 'open', arguments: ['c.json', options] },
    { question: 'compare', arguments: [['a.json', 'b.json', 'c.json']] },
    {
      question: 'diff',
      arguments: [{ by: 'holder', sort: 'new', limit: 5, where: { type: 'STRING' } }],
    },
    { question: 'close', arguments: [] },
    { question: 'close', arguments: [] },
    { question: 'close', arguments: [] },
  ])
  expect(JSON.parse((await loupe('diff a.json b.json --json')).out)).toEqual(made.diff)
})

test.each([
  ['--objects', {}],
  ['--objects freed --limit 3', { set: 'freed', limit: 3 }],
])('diff %s lists objects', async (words, asked) => {
  const ran = await loupe(`diff a.json b.json ${words}`)
  expect(ran.asked).toContainEqual({ question: 'objects', arguments: [asked] })
  expect(ran.out).toContain('14,204 objects of after.json.gz are not in before.json.gz')
})

test('a dump of a diff that cannot be opened is named, and the others are closed', async () => {
  const ran = await loupe('diff a.json partial.json c.json')
  expect(ran).toMatchObject({ status: 1, out: '' })
  expect(ran.err).toBe('loupe: partial.json: no roots\n  Dump it again.\n')
  expect(ran.asked.map(({ question: name }) => name)).toEqual(['open', 'open', 'close'])
})

test('notes and progress say which dump of a diff they are of', async () => {
  const ran = await loupe('diff /tmp/a.json b.json', {}, ['spilled', '/tmp/a.json is odd'])
  expect(ran.err).toBe(
    'note: a.json: spilled\nnote: /tmp/a.json is odd\n' +
      'note: b.json: spilled\nnote: b.json: /tmp/a.json is odd\n',
  )
  const terminal = fakeTerminal({ errIsTTY: true, columns: 100 })
  const platform = fakePlatform([])
  const slow: typeof platform = {
    ...platform,
    async openDump(file, options) {
      await new Promise((resolve) => setTimeout(resolve, 550))
      options.onProgress?.({ phase: 'reading the dump', done: 1, total: 2 })
      return platform.openDump(file, options)
    },
  }
  await run(['diff', '/tmp/a.json', 'b.json'], terminal, slow)
  expect(terminal.stderr()).toContain('a.json: reading the dump  50.0 %')
  expect(terminal.stderr()).toContain('b.json: reading the dump  50.0 %')
})

test.each([
  ['diff a.json', /missing required argument 'AFTER'/],
  ['diff - a.json -', /only one of the dumps can come from stdin/],
  ['diff a.json b.json --by clas', /Did you mean class\? Allowed choices are class, type, site/],
  ['diff a.json b.json --objects news', /Did you mean new\?/],
  ['diff a.json b.json --sort x', /Allowed choices are net, new/],
  ['diff a.json b.json --objects --by class', /--by and --sort mean nothing with it/],
  ['diff a.json b.json --where clas=X', /did you mean class/],
])('%s: says what is wrong, with status 2, and opens nothing', async (words, message) => {
  const ran = await loupe(words)
  expect(ran).toMatchObject({ status: 2, out: '', asked: [] })
  expect(ran.err).toMatch(message)
})
