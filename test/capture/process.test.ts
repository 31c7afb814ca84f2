// `loupe capture --pid`: at once, over time, to standard output; and every way in which it can go
// wrong. The process lives on through all of it, without a child, and no file stays that is not whole.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import {
  afterThisTest,
  descendants,
  open,
  sha256,
  sleep,
  start,
  until,
} from '../agent/agent-process.ts'
import type { Target } from '../agent/agent-process.ts'
import { capture, expectNoSockets, place, run } from './running.ts'
import type { Place } from './running.ts'

const APP = `
  class Work; end
  $works = Array.new(321) { Work.new }
  $kept = Array.new(150_000) { |i| "text #{i}, long enough to lie outside of its slot" }
  puts 'ready'
  loop { sleep 0.05; print '.' }
`

function living(where: Place, program = APP): Promise<Target> {
  return start(program, { env: { LOUPE_AGENT_DIR: where.sockets } })
}

async function expectUnharmed(where: Place, target: Target, files: readonly string[] = []) {
  expect(target.alive()).toBe(true)
  await until(() => descendants(target.pid).length === 0, 'its children to end')
  const before = target.output().length
  await until(() => target.output().length > before, 'it to go on')
  expect(where.files()).toEqual(files)
}

test('at once: one dump, under the name that was given', async () => {
  const where = place()
  const target = await living(where)
  const pid = String(target.pid)
  const { record, status } = await capture(where, ['--pid', pid, '-o', 'before.json'])
  expect(status).toBe(0)
  expect(record).toMatchObject({
    dumps: [{ path: 'before.json', capture: 'before.capture.json', reason: 'asked', gzip: false }],
    failures: [],
    interrupted: false,
  })
  const [dump] = record.dumps
  const bytes = where.read('before.json')
  expect([dump!.bytes, dump!.rawBytes, dump!.sha256]).toEqual([
    bytes.length,
    bytes.length,
    sha256(bytes),
  ])
  const { heap, questions } = open(bytes)
  expect(dump!.objects).toBe(heap.count)
  expect(dump!.lines).toBe(Buffer.from(bytes).toString('latin1').split('\n').length - 1)
  const works = questions
    .top({ by: 'class', limit: 10_000 })
    .groups.find(({ name }) => name === 'Work')
  expect(works?.count).toBe(321)
  await expectUnharmed(where, target, ['before.capture.json', 'before.json'])
})

test('a name that is taken is refused, and replaced only when told so', async () => {
  const where = place()
  const target = await living(where)
  const args = ['capture', '--pid', String(target.pid), '-o', 'a.json.gz', '--gc', '0']
  where.write('a.capture.json', 'precious')
  const refused = await run(where, args).finished
  expect([refused.status, refused.stderr]).toEqual([
    2,
    expect.stringContaining('a.capture.json is there already.'),
  ])
  expect(where.files()).toEqual(['a.capture.json'])
  const allowed = await run(where, [...args, '--overwrite']).finished
  expect(allowed.status).toBe(0)
  expect(Buffer.from(allowed.stdout).toString()).toContain(
    '\n  loupe why a.json.gz  what holds the memory, and why\n',
  )
  expect(open(where.read('a.json.gz')).questions.summary().damage.badLines).toBe(0)
  expect(where.read('a.capture.json')[0]).toBe(0x7b)
})

test('two processes, over time, traced meanwhile and only then', async () => {
  const where = place()
  const program = `class Work; end; puts 'ready'; loop { ($works ||= []) << Work.new; sleep 0.02 }`
  const targets = [await living(where, program), await living(where, program)]
  const pids = targets.map(({ pid }) => pid)
  const { record } = await capture(where, [
    '--pid',
    pids.join(),
    '--every',
    '500ms',
    '--count',
    '2',
    '--trace',
    '--gc',
    '0',
    '-o',
    'dumps/',
  ])
  expect(record.dumps.map(({ path }) => path)).toEqual(
    [1, 2].flatMap((n) => pids.map((pid) => `dumps/heap-${pid}-${n}.json.gz`)),
  )
  for (const { path, traced } of record.dumps) {
    expect(traced).toBe(true)
    const { groups } = open(where.read(path)).questions.top({
      by: 'site',
      where: { class: 'Work' },
    })
    expect(groups.some(({ name }) => name.startsWith('app.rb:'))).toBe(true)
  }
  for (const target of targets) {
    const off = async () => (await target.ask('loupe/1 status')).last?.tracing === false
    await until(off, 'tracing to end')
  }
})

test('--trace-for and --in-place', async () => {
  const where = place()
  const program = `class Work; end; puts 'ready'; loop { ($works ||= []) << Work.new; sleep 0.02 }`
  const target = await living(where, program)
  const args = ['--pid', String(target.pid), '--trace-for', '0.5s', '--in-place']
  const { record } = await capture(where, args)
  expect(record.dumps).toMatchObject([
    { traced: true, way: 'in-place', path: `heap-${target.pid}.json.gz` },
  ])
  expect(record.dumps[0]!.pause.inPlace).toBeGreaterThan(0)
  expect(record.dumps[0]!.pause.longest).toBeGreaterThanOrEqual(record.dumps[0]!.pause.inPlace!)
})

test('to standard output, whole; the screen is on stderr', async () => {
  const where = place()
  const target = await living(where)
  const args = ['capture', '--pid', String(target.pid), '-o', '-', '--gc', '0']
  const { stdout, stderr, status } = await run(where, args).finished
  expect(status).toBe(0)
  const { heap } = open(gunzipSync(stdout))
  expect(stderr).toContain(`${heap.count.toLocaleString('en')}`)
  await expectUnharmed(where, target)
})

test('a reader of standard output that has seen enough', async () => {
  const where = place()
  const target = await living(where)
  const args = ['capture', '--pid', String(target.pid), '-o', '-', '--no-gzip', '--gc', '0']
  const running = run(where, args)
  await running.says('{"type":"ROOT"')
  running.closeStdout()
  expect((await running.finished).signal).toBe(null)
  await expectUnharmed(where, target)
})

/** Calls `interfere` when the process has both children that dump it. */
async function during(
  where: Place,
  target: Target,
  interfere: (loupe: ReturnType<typeof run>) => void,
) {
  const args = ['capture', '--pid', String(target.pid), '-o', 'a.json', '--gc', '0']
  const running = run(where, args)
  await until(() => descendants(target.pid).length === 2, 'the children')
  interfere(running)
  return running.finished
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends loupe, and nothing else',
  async (name) => {
    const where = place()
    const target = await living(where)
    const { status, signal, stdout } = await during(where, target, (loupe) => loupe.signal(name))
    expect([status, signal]).toEqual([130, null])
    expect(Buffer.from(stdout).toString()).toContain('Stopped before the rest')
    await expectUnharmed(where, target)
  },
)

test('Ctrl-C while it waits keeps what was taken', async () => {
  const where = place()
  const target = await living(where)
  const args = ['capture', '--pid', String(target.pid), '--at', '0.1s,100s', '-o', 'a', '--gc', '0']
  const running = run(where, args)
  await until(() => where.files('.json.gz').length === 1, 'the first dump')
  await until(() => where.files('.part').length === 0, 'all of it')
  await sleep(200)
  running.signal('SIGINT')
  const { status, stdout } = await running.finished
  expect(status).toBe(130)
  expect(Buffer.from(stdout).toString()).toMatch(
    /^1 dump of 1 process.* Stopped before the\s+rest/s,
  )
  await expectUnharmed(where, target, [
    `a-${target.pid}-1.capture.json`,
    `a-${target.pid}-1.json.gz`,
  ])
})

test('loupe is killed: the process ends its children by itself', async () => {
  const where = place()
  const target = await living(where)
  await during(where, target, (loupe) => loupe.signal('SIGKILL'))
  await until(() => descendants(target.pid).length === 0, 'the children to end')
  expect(target.alive()).toBe(true)
  // Nothing can remove its file then. It has another name, and goes nowhere.
  expect(where.files().filter((name) => !name.endsWith('.part'))).toEqual([])
})

test.each(['SIGKILL', 'SIGTERM'] as const)('the process gets %s in the middle', async (name) => {
  const where = place()
  const target = await living(where)
  const { status, stderr } = await during(where, target, () => process.kill(target.pid, name))
  expect(status).toBe(2)
  expect(stderr).toMatch(/^loupe: The process/)
  expect(where.files()).toEqual([])
})

test('the process exits in the middle', async () => {
  const where = place()
  const target = await living(where, APP.replace('loop', `trap('USR1') { exit }; loop`))
  const { status, stderr } = await during(where, target, () => process.kill(target.pid, 'SIGUSR1'))
  expect([status, await target.ended()]).toEqual([2, 0])
  // The agent says `exiting`, unless that would stand in the middle of a frame.
  expect(stderr).toMatch(/^loupe: The process(, or its agent, ended before|( is ending))/)
  expect(where.files()).toEqual([])
  await expectNoSockets(where)
})

test('a child is killed', async () => {
  const where = place()
  const target = await living(where)
  const { status, stderr } = await during(where, target, () =>
    process.kill(descendants(target.pid)[1]!, 'SIGKILL'),
  )
  expect(status).toBe(2)
  expect(stderr).toContain('The child that dumps the heap ended before it was done.')
  await expectUnharmed(where, target)
})

test('two captures at once: one of them is told so', async () => {
  const where = place()
  const target = await living(where)
  const first = run(where, ['capture', '--pid', String(target.pid), '-o', 'a.json', '--gc', '0'])
  await until(() => descendants(target.pid).length === 2, 'the children')
  const args = ['capture', '--pid', String(target.pid), '-o', 'b.json', '--gc', '0']
  const second = await run(where, args).finished
  expect([second.status, second.stderr]).toEqual([
    2,
    'loupe: Another capture of this process is under way.\n  Try again when it is done.\n',
  ])
  expect((await first.finished).status).toBe(0)
  await expectUnharmed(where, target, ['a.capture.json', 'a.json'])
})

test('the socket is removed', async () => {
  const where = place()
  const target = await living(where)
  rmSync(target.socket)
  const { status, stderr } = await run(where, ['capture', '--pid', String(target.pid)]).finished
  expect(status).toBe(2)
  expect(stderr).toContain(`Process ${target.pid} cannot be captured: it has no agent`)
  await expectUnharmed(where, target)
})

test('the socket is removed in the middle: what goes on is not cut off', async () => {
  const where = place()
  const target = await living(where)
  const { status } = await during(where, target, () => rmSync(target.socket))
  expect(status).toBe(0)
  await expectUnharmed(where, target, ['a.capture.json', 'a.json'])
})

test('no process, no Ruby, no number', async () => {
  const where = place()
  const none = await run(where, ['capture', '--pid', '4194303']).finished
  expect([none.status, none.stderr]).toEqual([
    2,
    expect.stringContaining('There is no process 4194303.'),
  ])
  const other = await run(where, ['capture', '--pid', String(process.pid)]).finished
  expect([other.status, other.stderr]).toEqual([
    2,
    expect.stringContaining('does not look like Ruby'),
  ])
  const word = await run(where, ['capture', '--pid', 'ruby']).finished
  expect([word.status, word.stderr]).toEqual([2, expect.stringContaining('ruby is no process id.')])
})

test.runIf(process.getuid?.() === 0)('the disk is full', async () => {
  const where = place()
  const target = await living(where)
  const disk = join(where.folder, 'disk')
  mkdirSync(disk)
  expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'none', disk]).status).toBe(0)
  afterThisTest(() => spawnSync('umount', [disk]))
  const args = ['capture', '--pid', String(target.pid), '-o', 'disk/a.json', '--gc', '0']
  const { status, stderr } = await run(where, args).finished
  expect([status, stderr]).toEqual([
    2,
    expect.stringContaining('There is no room for disk/a.json; nothing was left of it.'),
  ])
  expect(readdirSync(disk)).toEqual([])
  await expectUnharmed(where, target, ['disk'])
})

test('files may not become that large', async () => {
  const where = place()
  const target = await living(where)
  const args = ['capture', '--pid', String(target.pid), '-o', 'a.json', '--gc', '0']
  // In blocks of 512 bytes, 1 MB of them.
  const { status, stderr } = await run(where, args, { shell: 'ulimit -f 2048; exec "$@"' }).finished
  expect([status, stderr]).toEqual([2, expect.stringContaining('There is no room for a.json')])
  await expectUnharmed(where, target)
})

test('no such folder, and a folder under the name', async () => {
  const where = place()
  const target = await living(where)
  const pid = String(target.pid)
  const none = await run(where, ['capture', '--pid', pid, '-o', 'no/such/a.json']).finished
  expect([none.status, none.stderr]).toEqual([2, expect.stringContaining('no/such is no folder.')])
  mkdirSync(join(where.folder, 'sub'))
  symlinkSync('/nowhere/at/all', join(where.folder, 'link.json'))
  const link = await run(where, ['capture', '--pid', pid, '-o', 'link.json']).finished
  expect([link.status, link.stderr]).toEqual([
    2,
    expect.stringContaining('link.json is there already.'),
  ])
  const into = await run(where, ['capture', '--pid', pid, '-o', 'sub', '--gc', '0']).finished
  expect(into.status).toBe(0)
  expect(readdirSync(join(where.folder, 'sub'))).toContain(`heap-${pid}.json.gz`)
  await expectUnharmed(where, target, ['link.json', 'sub'])
})

const HELLO = {
  type: 'result',
  request: 'hello',
  protocol: 1,
  agent: '9',
  ruby: 'ruby',
  ruby_version: '3.1.2',
}

/** Listens as an agent of this very process, and answers as told. */
async function impostor(where: Place, answer: (request: string, socket: Socket) => void) {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.trimEnd().split('\n')) answer(line, socket)
    })
  })
  await new Promise<void>((done) => server.listen(join(where.sockets, `${process.pid}.sock`), done))
  afterThisTest(() => void server.close())
}

const say = (socket: Socket, line: object) => socket.write(`${JSON.stringify(line)}\n`)

function send(socket: Socket, of: string, text: string) {
  say(socket, { type: 'data', of, bytes: Buffer.byteLength(text) })
  socket.write(text)
}

test('an agent of another version', async () => {
  const where = place()
  await impostor(where, (_, socket) =>
    say(socket, {
      type: 'error',
      code: 'version',
      message: 'This agent speaks version 7, not 1.',
      next: 'Use the agent and the command of the same release.',
      speaks: [7],
    }),
  )
  const { status, stderr } = await run(where, ['capture', '--pid', String(process.pid)]).finished
  expect(status).toBe(2)
  expect(stderr).toContain('This agent speaks version 7, not 1.')
  expect(stderr).toContain('of the same release')
})

test('what says nothing, and what is no agent', async () => {
  const where = place()
  await impostor(where, () => {})
  const silent = await run(where, ['capture', '--pid', String(process.pid)]).finished
  expect([silent.status, silent.stderr]).toEqual([
    2,
    expect.stringContaining('said nothing for 5 s'),
  ])
  const other = place()
  await impostor(other, (_, socket) => socket.write('HTTP/1.1 400 Bad Request\n'))
  const { status, stderr } = await run(other, ['capture', '--pid', String(process.pid)]).finished
  expect([status, stderr]).toEqual([2, expect.stringContaining('does not speak as an agent')])
})

const DUMP =
  '{"type":"ROOT", "root":"vm", "references":["0x10"]}\n{"address":"0x10", "type":"OBJECT"}\n'
const TRUE = {
  type: 'result',
  request: 'dump',
  way: 'fork',
  pause: { gc_ms: [], longest_ms: 1 },
  bytes: DUMP.length,
  raw_bytes: DUMP.length,
  lines: 2,
  sha256: sha256(Buffer.from(DUMP)),
}

test.each([
  ['as it is', {}, DUMP, 0],
  ['another hash', { sha256: sha256(Buffer.from('x')) }, DUMP, 2],
  ['a line less', { lines: 3 }, DUMP, 2],
  ['a byte less', {}, DUMP.slice(0, -1), 2],
  ['a byte changed', {}, DUMP.replace('vm', 'vn'), 2],
  ['no hash at all', { sha256: undefined }, DUMP, 2],
])('what arrives is compared with what was sent: %s', async (_, lie, dump, expected) => {
  const where = place()
  await impostor(where, (request, socket) => {
    if (request.includes(' hello')) return say(socket, { ...HELLO, pid: process.pid })
    send(socket, 'dump', dump.slice(0, 20))
    send(socket, 'dump', dump.slice(20))
    return say(socket, { ...TRUE, ...lie })
  })
  const args = ['capture', '--pid', String(process.pid), '-o', 'a.json']
  const { status, stderr } = await run(where, args).finished
  expect(status).toBe(expected)
  expect(where.files()).toEqual(expected === 0 ? ['a.json'] : [])
  if (expected !== 0) expect(stderr).toContain('did not arrive as it was sent')
})

test('a connection that breaks in the middle of a frame', async () => {
  const where = place()
  await impostor(where, (request, socket) => {
    if (request.includes(' hello')) return say(socket, { ...HELLO, pid: process.pid })
    say(socket, { type: 'data', of: 'dump', bytes: 1000 })
    return socket.end(DUMP)
  })
  const args = ['capture', '--pid', String(process.pid), '-o', 'a.json']
  const { status, stderr } = await run(where, args).finished
  expect([status, stderr]).toEqual([2, expect.stringContaining('ended before it had answered')])
  expect(where.files()).toEqual([])
})

test('a socket that was left by a process that was killed', async () => {
  const where = place()
  const target = await living(where)
  process.kill(target.pid, 'SIGKILL')
  await target.ended()
  writeFileSync(join(where.sockets, `${process.pid}.sock`), '')
  for (const pid of [target.pid, process.pid]) {
    const { status, stderr } = await run(where, ['capture', '--pid', String(pid)]).finished
    expect(status).toBe(2)
    expect(stderr).toContain(
      pid === process.pid ? 'not look like Ruby' : `There is no process ${pid}`,
    )
  }
})

test('of several processes one is out of reach: the others are captured, and the record says so', async () => {
  const where = place()
  const target = await living(where)
  const pids = `4194303,${target.pid}`
  const { record, status, stderr } = await capture(where, ['--pid', pids])
  expect(status).toBe(2)
  expect(stderr).toContain('There is no process 4194303.')
  expect(record.dumps).toMatchObject([{ pid: target.pid }])
  expect(record.failures).toMatchObject([{ pid: 4194303, code: 'no-agent' }])
  const none = await capture(where, ['--pid', '4194303'])
  expect(none).toMatchObject({ status: 2, record: { dumps: [], failures: [{ pid: 4194303 }] } })
})
