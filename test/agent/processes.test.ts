// The life of a socket: threads, forks, servers with workers, exits of every kind.
import { chmodSync, mkdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { symlinkSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { askOnce, connectTo } from './agent-client.ts'
import {
  descendants,
  isAlive,
  open,
  sleep,
  start,
  temporaryFolder,
  until,
} from './agent-process.ts'

const pidIn = async (path: string) => (await askOnce(path, 'loupe/1 hello')).last?.pid

test('the socket is private and goes with the process', async () => {
  const target = await start(`puts 'ready'; sleep`)
  expect(statSync(target.sockets).mode & 0o777).toBe(0o700)
  expect(statSync(target.socket).mode & 0o777).toBe(0o600)
  const { last } = await target.ask('loupe/1 status')
  expect(last).toMatchObject({ pid: target.pid, threads: 1, tracing: false, capturing: false })
  const memory = last?.memory as { rss: number }
  expect(memory.rss).toBeGreaterThan(1e6)
  process.kill(target.pid, 'SIGTERM')
  await target.ended()
  expect(target.socketFiles()).toEqual([])
})

test('it goes at exit, at an exception, and when asked to stop', async () => {
  for (const end of ['exit 3', 'raise "over"', 'abort']) {
    const target = await start(`puts 'ready'; sleep 0.2; ${end}`)
    expect(target.socketFiles()).toEqual([`${target.pid}.sock`])
    expect(await target.ended()).toBe(end === 'exit 3' ? 3 : 1)
    expect(target.socketFiles()).toEqual([])
  }
  const target = await start(`puts 'ready'; sleep`)
  expect((await target.ask('loupe/1 stop')).last?.type).toBe('result')
  expect(target.socketFiles()).toEqual([])
  expect(target.alive()).toBe(true)
})

test('what a killed process leaves behind is removed by the next one', async () => {
  const first = await start(`puts 'ready'; sleep`)
  process.kill(first.pid, 'SIGKILL')
  await first.ended()
  expect(first.socketFiles()).toEqual([`${first.pid}.sock`])
  const second = await start(`puts 'ready'; sleep`, { env: { LOUPE_AGENT_DIR: first.sockets } })
  expect(second.socketFiles()).toEqual([`${second.pid}.sock`])
})

test('a name that is taken by a living process of another namespace is left to it', async () => {
  const folder = temporaryFolder()
  const target = await start(`puts 'ready'; sleep`, {
    env: { LOUPE_AGENT_DIR: folder },
    before: [process.execPath, '-e', holdTheName()],
  })
  // The wrapper has told nobody its child's pid, but the names do.
  const [ours, theirs] = target.socketFiles().toSorted()
  expect(ours).toMatch(/^\d+\.2\.sock$/)
  expect(theirs).toBe(ours?.replace('.2', ''))
  expect(await pidIn(join(folder, ours ?? ''))).toBe(Number.parseInt(ours ?? '', 10))
})

/** Listens under the name that Ruby will want: a shell would have the same pid after its exec. */
function holdTheName(): string {
  return `
    const { spawn } = require('node:child_process')
    const { createServer } = require('node:net')
    const [command, ...rest] = process.argv.slice(1)
    // A shell that waits for the socket to be there, then becomes Ruby and keeps its pid.
    const child = spawn('sh', ['-c', 'read go; exec "$0" "$@"', command, ...rest],
      { stdio: ['pipe', 'inherit', 'inherit'] })
    createServer().listen(process.env.LOUPE_AGENT_DIR + '/' + child.pid + '.sock', () =>
      child.stdin.write('go\\n'))
  `
}

test('a folder that others may enter is not used, and the program runs all the same', async () => {
  const open_ = temporaryFolder()
  chmodSync(open_, 0o755)
  const mine = temporaryFolder()
  const link = join(temporaryFolder(), 'link')
  symlinkSync(mine, link)
  for (const LOUPE_AGENT_DIR of [open_, link]) {
    const target = await start(`puts 'ready'; sleep`, {
      env: { LOUPE_AGENT_DIR, LOUPE_AGENT: 'verbose' },
    })
    expect(target.socketFiles()).toEqual([])
    expect(target.output()).toContain('is not a folder of this user')
    expect(target.alive()).toBe(true)
  }
})

test('a path too long for a socket leads to a short one', async () => {
  const folder = join(temporaryFolder(), 'x'.repeat(120))
  mkdirSync(folder, { mode: 0o700 })
  const target = await start(`puts LoupeAgent.socket_path, 'ready'; sleep`, {
    env: { LOUPE_AGENT_DIR: folder },
  })
  expect(target.output()).toContain(`${folder}/${target.pid}.sock`)
  const short = readlinkSync(join(folder, `${target.pid}.sock`))
  expect(short.length).toBeLessThan(100)
  expect(await pidIn(short)).toBe(target.pid)
  await askOnce(short, 'loupe/1 stop')
  expect(target.socketFiles()).toEqual([])
})

const FORKS = `
  raise 'fork has become public' if Object.new.respond_to?(:fork)
  pids = []
  pids << fork { sleep }
  child = fork
  sleep if child.nil?
  pids << child
  pids << Process.fork { fork { sleep }; sleep }
  puts "pids #{pids.join(' ')}"
  puts 'ready'
  sleep
`
// Rubies before 3.1 have no Process._fork: the agent then hooks fork itself.
const WITHOUT_UNDERSCORE = `def Process.respond_to?(name, *) = name == :_fork ? false : super\n`

for (const [title, before] of [
  ['', ''],
  [', hooked as before Ruby 3.1', WITHOUT_UNDERSCORE],
] as const) {
  test(`every forked process has a socket of its own${title}`, async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'before.rb'), before)
    const target = await start(FORKS, { env: { RUBYOPT: `-r${folder}/before.rb` } })
    await until(() => descendants(target.pid).length === 4, 'four children')
    const pids = [target.pid, ...descendants(target.pid)]
    await until(() => target.socketFiles().length === 5, 'five sockets')
    expect(target.socketFiles().toSorted()).toEqual(pids.map((pid) => `${pid}.sock`).toSorted())
    for (const pid of pids) expect(await pidIn(join(target.sockets, `${pid}.sock`))).toBe(pid)
    const child = join(target.sockets, `${pids[1]}.sock`)
    const { last, frames } = await askOnce(child, 'loupe/1 dump')
    expect([last?.type, open(frames.dump).questions.summary().damage.badLines]).toEqual([
      'result',
      0,
    ])
    for (const pid of pids.slice(1)) process.kill(pid, 'SIGTERM')
    await until(() => target.socketFiles().length === 1, 'the sockets of the children to go')
    expect(await pidIn(target.socket)).toBe(target.pid)
  })
}

test('a daemon has its own socket', async () => {
  const target = await start(
    `puts 'ready'
    Process.daemon(true, true)
    File.write('daemon.pid', Process.pid)
    sleep 20`,
    // The one it came from stays a zombie: it cannot be told from a living process by its pid.
    { before: ['sh', '-c', '"$@" & exec sleep 20', 'sh'] },
  )
  let pid = 0
  await until(() => {
    try {
      pid = Number(readFileSync(join(target.folder, 'daemon.pid'), 'utf8'))
    } catch {
      return false
    }
    return pid > 0
  }, 'the daemon')
  expect(await pidIn(join(target.sockets, `${pid}.sock`))).toBe(pid)
  process.kill(pid, 'SIGTERM')
  await until(() => !isAlive(pid), 'the daemon to end')
  expect(target.socketFiles()).toEqual([])
})

test('an application that kills and raises into all threads does not lose the agent', async () => {
  const target = await start(`
    Thread.abort_on_exception = true
    others = -> { Thread.list - [Thread.current] }
    sleep 0.1
    others.call.each { |thread| thread.raise('into it') }
    sleep 0.7
    others.call.each(&:kill)
    sleep 0.2
    puts 'ready'
    sleep`)
  expect(await pidIn(target.socket)).toBe(target.pid)
  expect(target.output()).toBe('ready\n')
})

test('threads of the agent are in no default group and end no program', async () => {
  const target = await start(`
    puts ThreadGroup::Default.list.size
    Thread.new { sleep 0.1 }.join
    puts 'ready'`)
  expect(target.output()).toBe('1\nready\n')
  expect(await target.ended()).toBe(0)
})

test('with LOUPE_AGENT=off it does nothing at all', async () => {
  const target = await start(`puts Thread.list.size, 'ready'`, { env: { LOUPE_AGENT: 'off' } })
  expect(await target.ended()).toBe(0)
  expect(target.output()).toBe('1\nready\n')
  expect(() => target.socketFiles()).toThrow('ENOENT')
})

test('it loads no default gem into the application, not even for a capture', async () => {
  const target = await start(`
    before = $LOADED_FEATURES.dup
    Thread.new { sleep 0.1 until File.exist?('go'); puts ($LOADED_FEATURES - before), 'listed' }
    puts $LOADED_FEATURES.grep(/json|zlib|digest|stringio|socket|objspace|wait|etc|nonblock/)
    puts 'ready'
    sleep`)
  const loaded = (text: string) =>
    text
      .split('\n')
      .filter((line) => line.startsWith('/'))
      .map((line) => line.replace(/.*\//, ''))
  const atStart = loaded(target.output())
  expect(atStart.filter((name) => !/^(socket|wait)\.so$/.test(name))).toEqual([])
  expect(atStart).toContain('socket.so')
  // With a thread beside the main one, and compressed: all is done in children.
  expect((await target.ask('loupe/1 dump gzip=1')).last?.type).toBe('result')
  writeFileSync(join(target.folder, 'go'), '')
  await target.says('listed')
  expect(loaded(target.output()).slice(atStart.length)).toEqual(['objspace.so', 'objspace.rb'])
})

const SERVER = `
  require 'socket'
  server = TCPServer.new('127.0.0.1', 0)
  3.times do
    fork do
      $kept = Array.new(20_000) { |i| "request #{i}" }
      loop do
        client = server.accept
        client.gets
        client.write("HTTP/1.0 200 OK\\r\\n\\r\\n#{Process.pid}")
        client.close # without a length: the client reads until the connection ends
      end
    end
  end
  puts "port #{server.addr[1]}"
  puts 'ready'
  Process.waitall
`

test('a server with workers: each is captured, and answers all the while', async () => {
  const target = await start(SERVER)
  const port = Number(/port (\d+)/.exec(target.output())?.[1])
  await until(() => target.socketFiles().length === 4, 'four sockets')
  const workers = descendants(target.pid)
  let answered = 0
  let longest = 0
  let over = false
  const load = (async () => {
    while (!over) {
      const began = performance.now()
      expect(await get(port)).toMatch(/200 OK[^]*\d+$/)
      longest = Math.max(longest, performance.now() - began)
      answered++
      await sleep(1)
    }
  })()
  const began = performance.now()
  const answers = await Promise.all(
    workers.map((pid) => askOnce(join(target.sockets, `${pid}.sock`), 'loupe/1 dump')),
  )
  const took = performance.now() - began
  over = true
  await load
  expect(workers).toHaveLength(3)
  for (const { last, frames } of answers) {
    expect(last?.type).toBe('result')
    expect(open(frames.dump).questions.summary().damage.badLines).toBe(0)
  }
  // The copies of a connection in the children would keep it open until the dump is done.
  expect(answered).toBeGreaterThan(10)
  expect(longest).toBeLessThan(took / 2)
  expect(target.alive()).toBe(true)
})

function get(port: number): Promise<string> {
  return new Promise((done, fail) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('GET /\n'))
    let text = ''
    socket.setEncoding('utf8').on('data', (data: string) => (text += data))
    socket.on('error', fail).on('end', () => done(text))
  })
}

test('several clients may be connected, one capture is taken at a time', async () => {
  const target = await start(`$kept = Array.new(200_000) { |i| i.to_s }; puts 'ready'; sleep`)
  const idle = await connectTo(target.socket)
  const busy = await connectTo(target.socket)
  let began = (): void => {}
  const started = new Promise<void>((done) => (began = done))
  const first = busy.ask('loupe/1 dump', () => began())
  await started
  expect((await idle.ask('loupe/1 status')).last?.capturing).toBe(true)
  expect((await idle.ask('loupe/1 dump')).last).toMatchObject({ type: 'error', code: 'busy' })
  expect((await first).last?.type).toBe('result')
  expect((await idle.ask('loupe/1 dump')).last?.type).toBe('result')
  for (const client of [idle, busy]) client.close()
})
