// `loupe capture -- COMMAND` with every trigger, under the Ruby of this machine.
import { cpSync, existsSync, lstatSync, readdirSync, readlinkSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { CapturedDump } from '../../src/workbench/capture-results.ts'
import {
  afterThisTest,
  descendants,
  isAlive,
  open,
  sha256,
  sleep,
  until,
} from '../agent/agent-process.ts'
import type { Opened } from '../agent/agent-process.ts'
import { capture, expectNoSockets, place, run, split } from './running.ts'
import type { Place } from './running.ts'

const WORKS = `
  class Work; end
  $stdout.sync = true
  $works = []
  Thread.new { loop { $works << Work.new; sleep 0.01 } }
`

function opened(where: Place, { path }: CapturedDump): Opened {
  return open(where.read(path))
}

function works({ questions }: Opened): number {
  const { groups } = questions.top({ by: 'class', limit: 10_000 })
  return groups.find(({ name }) => name === 'Work')?.count ?? 0
}

test('without a trigger: at exit; the command keeps its input, output and status', async () => {
  const where = place()
  where.write(
    'app.rb',
    `class Work; end
     $works = Array.new(100) { Work.new }
     at_exit { $works.concat(Array.new(23) { Work.new }) }
     warn "to stderr #{$stdin.tty?.inspect}"
     puts $stdin.read.upcase
     exit 3`,
  )
  const { record, status, output, stderr } = await capture(where, ['--', 'ruby', 'app.rb'], {
    stdin: 'some input',
  })
  expect({ status, output, stderr }).toEqual({
    status: 3,
    output: 'SOME INPUT\n',
    stderr: 'to stderr false\n',
  })
  const [dump] = record.dumps
  const name = `app-${dump?.pid}-1`
  expect(where.files()).toEqual([`${name}.capture.json`, `${name}.json.gz`, 'app.rb'])
  expect(record).toMatchObject({
    command: ['ruby', 'app.rb'],
    dumps: [
      { path: `${name}.json.gz`, capture: `${name}.capture.json`, reason: 'exit', traced: true },
    ],
    failures: [],
    processes: [{ pid: dump?.pid }],
    ended: { status: 3 },
  })
  const bytes = where.read(dump!.path)
  expect(dump).toMatchObject({
    bytes: bytes.length,
    sha256: sha256(bytes),
    way: 'fork',
    gzip: true,
  })
  const seen = opened(where, dump!)
  // The application's own at_exit blocks have run.
  expect(works(seen)).toBe(123)
  expect(dump!.objects).toBe(seen.heap.count)
  const { groups } = seen.questions.top({ by: 'site', where: { class: 'Work' } })
  expect(groups.map(({ name: site, count }) => [site, count])).toEqual([
    ['app.rb:2', 100],
    ['app.rb:3', 23],
  ])
  const facts = JSON.parse(Buffer.from(where.read(`${name}.capture.json`)).toString()) as {
    memory: { rss: number }
    tracing: boolean
  }
  expect(facts.memory.rss).toBe(dump!.rss)
  expect(facts.tracing).toBe(true)
  for (const file of where.files().slice(0, 2)) {
    expect(statSync(join(where.folder, file)).mode & 0o777).toBe(0o600)
  }
  await expectNoSockets(where)
})

test('the screen goes to stderr, with names, figures and the next command', async () => {
  const where = place()
  where.write('app.rb', `${WORKS}; sleep 2; puts 'done'`)
  const args = ['capture', '--at', '0.3s,600ms', '--no-trace', '--', 'ruby', 'app.rb']
  const { status, stdout, stderr } = await run(where, args).finished
  expect(status).toBe(0)
  expect(Buffer.from(stdout).toString()).toBe('done\n')
  expect(stderr).toMatch(/^2 dumps of 1 process, in [\d.]+ m?s\. The longest pause was \d+ ms\.\n/)
  const [first, second] = where.files('.json.gz')
  expect(stderr).toContain(`  loupe diff ${first} ${second}  what came, went and stayed\n`)
  expect(stderr).toMatch(
    new RegExp(`[\\d.]+ KB +[\\d,]+ +\\d+ ms +[\\d.]+ MB +at \\d+ ms +${first}\n`),
  )
})

test('--at: in time, each later than the one before', async () => {
  const where = place()
  where.write('app.rb', `${WORKS}; sleep 2`)
  const { record, status } = await capture(where, ['--at', '1.2s,0.5s', '--', 'ruby', 'app.rb'])
  expect(status).toBe(0)
  const [first, second] = record.dumps
  expect(record.dumps.map(({ reason }) => reason)).toEqual(['at', 'at'])
  expect(first!.seconds).toBeGreaterThanOrEqual(0.5)
  expect(first!.seconds).toBeLessThan(1.2)
  expect(second!.seconds).toBeGreaterThanOrEqual(1.2)
  const counts = record.dumps.map((dump) => works(opened(where, dump)))
  expect(counts[0]).toBeGreaterThan(0)
  expect(counts[1]).toBeGreaterThan(counts[0]!)
})

test('--every with --count, and --at-exit beside it', async () => {
  const where = place()
  where.write('app.rb', `${WORKS}; sleep 2.2`)
  const { record } = await capture(where, [
    '--every',
    '500ms',
    '--count',
    '2',
    '--at-exit',
    '-o',
    'named.json',
    '--gc',
    '1',
    '--',
    'ruby',
    'app.rb',
  ])
  expect(record.dumps.map(({ reason }) => reason)).toEqual(['every', 'every', 'exit'])
  const { pid } = record.dumps[0]!
  expect(record.dumps.map(({ path }) => path)).toEqual(
    [1, 2, 3].map((n) => `named-${pid}-${n}.json`),
  )
  expect(record.dumps.map(({ gzip, pause }) => [gzip, pause.gc.length])).toEqual(
    Array.from({ length: 3 }, () => [false, 1]),
  )
  for (const dump of record.dumps) expect(where.read(dump.path)[0]).toBe(0x7b)
})

test('--on-signal: to loupe; a handler of the program’s own is left alone', async () => {
  const where = place()
  where.write('app.rb', `${WORKS}; trap('USR2') { puts 'mine' }; puts 'ready'; gets; sleep 2`)
  const running = run(where, ['capture', '--json', '--on-signal', 'USR2', '--', 'ruby', 'app.rb'])
  await running.says('ready')
  for (const count of [1, 2]) {
    running.signal('SIGUSR2')
    await until(() => where.files('.json.gz').length === count, 'a dump')
  }
  const { stdout, status } = await running.finished
  const { record, output } = split(stdout)
  expect({ status, output }).toEqual({ status: 0, output: 'ready\n' })
  expect(record.dumps.map(({ reason }) => reason)).toEqual(['signal', 'signal'])
})

const GROWS = `
  $stdout.sync = true
  $texts = []
  24.times { $texts << 'x' * 10_000_000; sleep 0.15 }
`

test('--when-rss: once, when it is passed', async () => {
  const where = place()
  where.write('app.rb', GROWS)
  const { record } = await capture(where, ['--when-rss', '60MB', '--', 'ruby', 'app.rb'])
  expect(record.dumps).toHaveLength(1)
  const [dump] = record.dumps
  expect(dump!.reason).toBe('rss')
  expect(dump!.rss).toBeGreaterThanOrEqual(60 * 1024 ** 2)
  expect(dump!.rss).toBeLessThan(150 * 1024 ** 2)
  expect(record.processes[0]?.peakRss).toBeGreaterThan(200 * 1024 ** 2)
})

test('--when-rss-grows: again and again, as often as --count says', async () => {
  const where = place()
  where.write('app.rb', GROWS)
  const { record } = await capture(where, [
    '--when-rss-grows',
    '30MB',
    '--count',
    '2',
    '--',
    'ruby',
    'app.rb',
  ])
  expect(record.dumps.map(({ reason }) => reason)).toEqual(['growth', 'growth'])
  const [first, second] = record.dumps.map(({ rss }) => rss!)
  expect(second! - first!).toBeGreaterThanOrEqual(25 * 1024 ** 2)
})

const WORKERS = `
  class Work; end
  $stdout.sync = true
  2.times { |i| fork { $works = Array.new(10 * (i + 1)) { Work.new }; sleep 1.5 } }
  Process.waitall
  puts 'over'
`

test('every process that is forked is captured, under its own pid', async () => {
  const where = place()
  where.write('app.rb', WORKERS)
  const { record, status } = await capture(where, [
    '--at',
    '0.7s',
    '--at-exit',
    '--',
    'ruby',
    'app.rb',
  ])
  expect(status).toBe(0)
  expect(record.failures).toEqual([])
  const pids = record.processes.map(({ pid }) => pid)
  expect(new Set(pids).size).toBe(3)
  for (const reason of ['at', 'exit'] as const) {
    const dumps = record.dumps.filter((dump) => dump.reason === reason)
    expect(new Set(dumps.map(({ pid }) => pid))).toEqual(new Set(pids))
    expect(dumps).toHaveLength(3)
    for (const { path, pid } of dumps)
      expect(path).toMatch(new RegExp(`^app-${pid}-\\d\\.json\\.gz$`))
    const counts = dumps.map((dump) => works(opened(where, dump)))
    expect(counts.toSorted((a, b) => a - b)).toEqual([0, 10, 20])
  }
  await expectNoSockets(where)
})

test('a command that only ends in Ruby: a shell, with a library of its own in RUBYOPT', async () => {
  const where = place()
  where.write('lib.rb', '$lib = true')
  where.write('app.rb', 'puts $lib.inspect')
  const { record, output } = await capture(
    where,
    ['--', 'sh', '-c', 'echo before; ruby app.rb; exit 4'],
    { env: { RUBYOPT: `-r${where.folder}/lib.rb` } },
  )
  expect(output).toBe('before\ntrue\n')
  expect(record).toMatchObject({ ended: { status: 4 }, dumps: [{ reason: 'exit' }] })
})

test('a command that ends at once, and one that runs no Ruby', async () => {
  const where = place()
  const { record, status } = await capture(where, ['--', 'ruby', '-e', ''])
  expect(status).toBe(0)
  expect(record.dumps).toMatchObject([{ reason: 'exit' }])
  const none = await run(where, ['capture', '--', 'true']).finished
  expect(none.status).toBe(2)
  expect(none.stderr).toContain('No Ruby process with the agent was seen.')
  expect((await run(where, ['capture', '--', 'sh', '-c', 'exit 5']).finished).status).toBe(5)
  await expectNoSockets(where)
})

test('no such command', async () => {
  const where = place()
  const { status, stderr } = await run(where, ['capture', '--', 'no-such-command-here']).finished
  expect(status).toBe(2)
  expect(stderr).toContain('no-such-command-here cannot be run: there is no such command.')
  await expectNoSockets(where)
})

test('Ctrl-C at the terminal: the command ends as it wants to, its last dump is taken', async () => {
  const where = place()
  where.write(
    'app.rb',
    `${WORKS}; begin; puts 'ready'; sleep; rescue Interrupt; puts 'closing'; exit 7; end`,
  )
  const running = run(where, ['capture', '--json', '--', 'ruby', 'app.rb'])
  await running.says('ready')
  running.signalAll('SIGINT')
  const { stdout, status } = await running.finished
  const { record, output } = split(stdout)
  expect({ status, output }).toEqual({ status: 7, output: 'ready\nclosing\n' })
  expect(record.dumps).toMatchObject([{ reason: 'exit' }])
  await expectNoSockets(where)
})

test('SIGTERM to loupe goes to the command; ended by a signal is 128 and more', async () => {
  const where = place()
  where.write('app.rb', `${WORKS}; puts 'ready'; sleep`)
  const running = run(where, ['capture', '--json', '--', 'ruby', 'app.rb'])
  await running.says('ready')
  running.signal('SIGTERM')
  const { stdout, status } = await running.finished
  expect(status).toBe(143)
  const { record } = split(stdout)
  expect(record).toMatchObject({ ended: { signal: 'SIGTERM' }, dumps: [{ reason: 'exit' }] })
})

test('a path with blanks in it', async () => {
  const where = place()
  const root = new URL('../../', import.meta.url)
  const copy = join(where.folder, 'with some blanks')
  for (const folder of ['dist', 'ruby']) {
    cpSync(new URL(folder, root), join(copy, folder), { recursive: true })
  }
  where.write('app.rb', 'puts __method__.inspect')
  // It is reached by a link in the standard folder, which stays.
  const standard = `/tmp/loupe-${process.geteuid?.()}`
  const links = () =>
    (existsSync(standard) ? readdirSync(standard) : [])
      .map((name) => join(standard, name))
      .filter((path) => lstatSync(path).isSymbolicLink() && readlinkSync(path).startsWith(copy))
  afterThisTest(() => links().forEach((path) => rmSync(path)))
  const { record, output } = await capture(where, ['--', 'ruby', 'app.rb'], {
    loupe: join(copy, 'dist/loupe.js'),
  })
  expect(output).toBe('nil\n')
  expect(record.dumps).toMatchObject([{ reason: 'exit' }])
})

test('a process that goes on after the command is left alone', async () => {
  const where = place()
  where.write(
    'app.rb',
    `$stdout.sync = true
     puts fork { Process.setsid; $stdout.reopen(File::NULL); $stderr.reopen(File::NULL); sleep }`,
  )
  const { record, output, status } = await capture(where, ['--', 'ruby', 'app.rb'])
  const pid = Number(output)
  afterThisTest(() => isAlive(pid) && process.kill(pid, 'SIGKILL'))
  expect(status).toBe(0)
  expect(record.dumps.map((dump) => dump.pid)).toEqual([record.processes[0]?.pid])
  expect(record.remaining).toEqual([pid])
  await sleep(100)
  expect(isAlive(pid)).toBe(true)
  // It ends in peace although nobody waits for its dump any more.
  process.kill(pid, 'SIGTERM')
  await until(() => !isAlive(pid), 'its end')
})

const LARGE = `
  $stdout.sync = true
  $kept = Array.new(150_000) { |i| "text #{i}, long enough to lie outside of its slot" }
  puts 'ready'
  loop { sleep 0.05; print '.' }
`

test('loupe is killed: the command runs on, also in the middle of a dump, and ends in peace', async () => {
  const where = place()
  where.write('app.rb', LARGE.replace("'ready'", '"ready #{Process.pid}"'))
  const args = ['capture', '--on-signal', 'USR2', '--at-exit', '--gc', '0', '--', 'ruby', 'app.rb']
  const running = run(where, args)
  await running.says('ready')
  const pid = Number(/ready (\d+)/.exec(running.stdout())?.[1])
  running.signal('SIGUSR2')
  await until(() => descendants(pid).length === 2, 'a dump to begin')
  running.signal('SIGKILL')
  const before = running.stdout().length
  await until(() => running.stdout().length > before + 5, 'the command to go on')
  await until(() => descendants(pid).length === 0, 'the children to end')
  process.kill(pid, 'SIGTERM')
  await until(() => !isAlive(pid), 'its end')
  expect(where.files('.json.gz')).toEqual([])
  // What it could not remove, the next run does.
  expect(readdirSync(where.sockets)).toHaveLength(1)
  await run(where, ['capture', '--', 'true']).finished
  await expectNoSockets(where)
})

test.each([
  ['killed in the middle of a dump', 'SIGKILL', 137],
  ['terminated in the middle of a dump', 'SIGTERM', 143],
] as const)('%s: said, its status passed on, no half file', async (_, signal, expected) => {
  const where = place()
  where.write('app.rb', LARGE)
  const args = ['--json', '--on-signal', 'USR2', '--gc', '0', '--no-trace', '--', 'ruby', 'app.rb']
  const running = run(where, ['capture', ...args])
  await running.says('ready')
  const [pid] = descendants(running.pid)
  running.signal('SIGUSR2')
  await until(() => descendants(pid!).length === 2, 'a dump to begin')
  process.kill(pid!, signal)
  const { status, stdout } = await running.finished
  expect(status).toBe(expected)
  const { record } = split(stdout)
  expect(record).toMatchObject({
    dumps: [],
    ended: { signal },
    failures: [{ pid, reason: 'signal' }],
  })
  expect(['gone', 'exiting']).toContain(record.failures[0]?.code)
  expect(where.files()).toEqual(['app.rb'])
  await expectNoSockets(where)
})

test('an impatient Ctrl-C at exit: without a dump, and no sooner', async () => {
  const where = place()
  where.write('app.rb', `${LARGE.replace("loop { sleep 0.05; print '.' }", 'exit 6')}`)
  const running = run(where, ['capture', '--json', '--gc', '0', '--', 'ruby', 'app.rb'])
  await running.says('ready')
  const [pid] = descendants(running.pid)
  await until(() => descendants(pid!).length === 2, 'the last dump to begin')
  running.signalAll('SIGINT')
  const { status, stdout } = await running.finished
  expect(status).toBe(6)
  const { record } = split(stdout)
  expect(record).toMatchObject({ dumps: [], failures: [{ pid, reason: 'exit' }] })
  expect(where.files()).toEqual(['app.rb'])
  await expectNoSockets(where)
})

test('an end that runs no at_exit block leaves no dump, and that is said', async () => {
  const where = place()
  for (const [end, status] of [
    ['exit!(3)', 3],
    ['Process.kill(:KILL, $$)', 137],
  ] as const) {
    where.write('app.rb', `sleep 0.5; ${end}`)
    const finished = await run(where, ['capture', '--', 'ruby', 'app.rb']).finished
    expect(finished.status).toBe(status)
    expect(finished.stderr).toContain('No dump was taken.')
    expect(finished.stderr.replaceAll(/\s+/g, ' ')).toContain(
      status === 3 ? 'exit! leaves no time' : 'was killed (SIGKILL)',
    )
  }
  await expectNoSockets(where)
})

test('combinations that mean nothing are refused with what to type instead', async () => {
  const where = place()
  for (const [args, said] of [
    [[], 'takes either a command to run, or a process that runs'],
    [['--pid', '1', '--', 'ruby'], 'do not go together'],
    [['--pid', '1', '--at-exit'], 'needs a command that is started by loupe'],
    [['--count', '3', '--', 'ruby'], '--count needs --every or --when-rss-grows'],
    [['-o', '-', '--', 'ruby'], 'Standard output is the command’s'],
    [['--trace-for', '3s', '--', 'ruby'], 'traced from its start'],
    [['--pid', '1', '--trace'], 'has nothing traced'],
    [['--pid', '1,2', '-o', '-'], 'Only a single dump can go to standard output'],
    [['--no-gzip', '-o', 'a.json.gz', '--', 'ruby'], 'do not go together'],
    [['--at', 'soon', '--', 'ruby'], 'a time such as 30s'],
  ] as const) {
    const { status, stderr } = await run(where, ['capture', ...args]).finished
    expect([args, status]).toEqual([args, 2])
    expect(stderr).toContain(said)
  }
  expect(where.files()).toEqual([])
})

test('--why goes on to the cause, beside the output of the command', async () => {
  const where = place()
  where.write(
    'app.rb',
    `class Visit; end
     LIST = []
     3.times { LIST.concat(Array.new(5000) { Visit.new }); sleep 1.2 }
     puts 'done'`,
  )
  const args = ['capture', '--why', '--at', '500ms,1700ms,2900ms', '--', 'ruby', 'app.rb']
  const { status, stdout, stderr } = await run(where, args).finished
  expect([status, Buffer.from(stdout).toString()]).toEqual([0, 'done\n'])
  expect(stderr).toMatch(/^3 dumps of 1 process/)
  expect(stderr).toMatch(/loupe why app-\d+-1\.json\.gz app-\d+-2\.json\.gz app-\d+-3\.json\.gz/)
  expect(stderr).toMatch(/1\. .*constant LIST.*Visit/)
  for (const more of [['--json'], ['--pid', '1', '-o', '-']]) {
    const refused = await run(where, ['capture', '--why', ...more]).finished
    expect([refused.status, refused.stderr]).toEqual([
      2,
      expect.stringContaining('--why goes with'),
    ])
  }
})

test('no secret of the command line is in the record, the names or the capture file', async () => {
  const where = place()
  const secrets = ['--token', 'hunter2', 'PASSWORD=hunter2', 'Cookie: id=hunter2']
  const { record } = await capture(where, ['--', 'ruby', '-e', 'KEY="hunter2"', '--', ...secrets])
  expect(record.dumps).toHaveLength(1)
  expect(JSON.stringify(record)).not.toContain('hunter2')
  expect(where.files('.json.gz')).toEqual([expect.stringMatching(/^ruby-\d+-1\.json\.gz$/)])
  const [facts = ''] = where.files('.capture.json')
  expect(Buffer.from(where.read(facts)).toString()).not.toContain('hunter2')
})
