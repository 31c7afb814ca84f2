// What can go wrong with a capture, one by one: each is answered, nothing stays behind, and the
// application lives on.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connectTo } from './agent-client.ts'
import type { Answer } from './agent-client.ts'
import { afterThisTest, descendants, isAlive, sleep, start, until } from './agent-process.ts'
import type { Target } from './agent-process.ts'

const BIG = `
  $kept = Array.new(150_000) { |i| "text #{i}, long enough to lie outside of its slot" }
  puts 'ready'
  loop { sleep 0.05; print '.' }
`
const isRoot = process.getuid?.() === 0

/** No child, no temporary file, no half dump; a further capture works. */
async function expectUnharmed(target: Target, files: readonly string[] = []): Promise<void> {
  expect(target.alive()).toBe(true)
  await until(() => descendants(target.pid).length === 0, 'the children to end')
  const left = () =>
    readdirSync(target.folder).filter((name) => !['agent', 'app.rb'].includes(name))
  await until(() => left().length === files.length, 'temporary files to go')
  expect(left().toSorted()).toEqual(files)
  expect(target.socketFiles()).toEqual([`${target.pid}.sock`])
  const before = target.output().length
  await until(() => target.output().length > before, 'the application to go on')
  const { last } = await target.ask('loupe/1 dump gc=0 heap=0')
  expect(last?.type).toBe('result')
}

/** Asks for a dump, and calls `interfere` with the two children as soon as there are two. */
async function during(
  target: Target,
  request: string,
  interfere: (writer: number, dumper: number) => void,
): Promise<Answer> {
  const client = await connectTo(target.socket)
  const answer = client.ask(request)
  await until(() => descendants(target.pid).length === 2, 'the children')
  const [writer, dumper] = descendants(target.pid)
  if (writer === undefined || dumper === undefined) throw new Error('the children are gone')
  interfere(writer, dumper)
  const result = await answer
  client.close()
  return result
}

test('the writer is killed', async () => {
  const target = await start(BIG)
  for (const request of [`loupe/1 dump path=${target.folder}/a.json`, 'loupe/1 dump']) {
    const { last } = await during(target, request, (writer) => process.kill(writer, 'SIGKILL'))
    // Killed inside a frame, the answer ends there.
    if (last !== null || request.includes('path')) {
      expect(last).toMatchObject({ type: 'error', code: 'child-died' })
      expect(last?.message).toContain('SIGKILL')
    }
    await expectUnharmed(target)
  }
})

test('the dumper is killed', async () => {
  const target = await start(BIG)
  for (const request of [`loupe/1 dump path=${target.folder}/a.json`, 'loupe/1 dump gzip=1']) {
    const kill = (_: number, dumper: number) => process.kill(dumper, 'SIGKILL')
    const { last } = await during(target, request, kill)
    expect(last).toMatchObject({ type: 'error', code: 'child-died' })
    await expectUnharmed(target)
  }
})

test('a child hangs', async () => {
  const target = await start(BIG)
  const path = `${target.folder}/a.json`
  for (const which of [0, 1]) {
    const { last } = await during(target, `loupe/1 dump stall=1 path=${path}`, (...children) =>
      process.kill(children[which] ?? 0, 'SIGSTOP'),
    )
    expect(last).toMatchObject({ type: 'error', code: 'timeout' })
    await expectUnharmed(target)
  }
})

test('it takes longer than it may', async () => {
  const target = await start(BIG)
  const { last } = await target.ask(`loupe/1 dump timeout=0.1 gzip=9 path=${target.folder}/a.json`)
  expect(last).toMatchObject({ type: 'error', code: 'timeout' })
  await expectUnharmed(target)
})

test('the client goes away', async () => {
  const target = await start(BIG)
  for (const request of [`loupe/1 dump gzip=9 path=${target.folder}/a.json.gz`, 'loupe/1 dump']) {
    const client = await connectTo(target.socket)
    void client.ask(request)
    await until(() => descendants(target.pid).length === 2, 'the children')
    client.close()
    await until(() => descendants(target.pid).length === 0, 'the children to end')
    await expectUnharmed(target)
  }
})

test('the client does not read', async () => {
  const target = await start(BIG)
  const client = await connectTo(target.socket)
  client.socket.pause()
  void client.ask('loupe/1 dump stall=1')
  client.socket.pause()
  await until(() => descendants(target.pid).length === 2, 'the children')
  await until(() => descendants(target.pid).length === 0, 'the watchdog')
  client.close()
  await expectUnharmed(target)
})

test.runIf(isRoot && process.platform === 'linux')('the disk is full', async () => {
  const target = await start(BIG)
  const disk = join(target.folder, 'disk')
  mkdirSync(disk)
  expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'none', disk]).status).toBe(0)
  afterThisTest(() => spawnSync('umount', [disk]))
  for (const options of ['', ' fork=0']) {
    const { last } = await target.ask(`loupe/1 dump path=${disk}/a.json${options}`)
    expect(last).toMatchObject({ type: 'error', code: 'no-space' })
    expect(readdirSync(disk)).toEqual([])
    await expectUnharmed(target, ['disk'])
  }
})

test('a folder, or a name, that cannot be written', async () => {
  const target = await start(BIG)
  mkdirSync(join(target.folder, 'sub'))
  const { last } = await target.ask(`loupe/1 dump overwrite=1 path=${target.folder}/sub`)
  expect(last?.type).toBe('error')
  expect(readdirSync(join(target.folder, 'sub'))).toEqual([])
  expect((await target.ask('loupe/1 dump path=/proc/a.json')).last?.type).toBe('error')
  await expectUnharmed(target, ['sub'])
})

test('the process may not fork', async () => {
  const target = await start(`
    LoupeAgent.send(:remove_const, :RAW_FORK)
    LoupeAgent::RAW_FORK = -> { raise Errno::EAGAIN }
    ${BIG}`)
  const { last } = await target.ask(`loupe/1 dump path=${target.folder}/a.json`)
  expect(last).toMatchObject({ type: 'error', code: 'no-process' })
  expect((await target.ask('loupe/1 status')).last?.capturing).toBe(false)
  expect(readdirSync(target.folder).toSorted()).toEqual(['agent', 'app.rb'])
})

test('Ruby gives up on the dump', async () => {
  // A class name of 4,096 bytes does that, in every Ruby from 3.0 on.
  const target = await start(`Object.const_set('A' * 5000, Class.new)\n${BIG}`)
  const { last } = await target.ask(`loupe/1 dump path=${target.folder}/a.json`)
  expect(last).toMatchObject({ type: 'error', code: 'dump-failed' })
  expect(last?.next).toContain('4,096 bytes')
  expect(readdirSync(target.folder).toSorted()).toEqual(['agent', 'app.rb'])
  expect(target.alive()).toBe(true)
})

test('the process exits in the middle, is ended, is killed', async () => {
  for (const end of ['exit', 'SIGTERM', 'SIGKILL'] as const) {
    const target = await start(`
      Thread.new { sleep 0.01 until File.exist?('leave'); Thread.main.raise(SystemExit) }
      ${BIG}`)
    const client = await connectTo(target.socket)
    const answer = client.ask(`loupe/1 dump gzip=9 path=${target.folder}/a.json.gz`)
    await until(() => descendants(target.pid).length === 2, 'the children')
    const children = descendants(target.pid)
    if (end === 'exit') writeFileSync(join(target.folder, 'leave'), '')
    else process.kill(target.pid, end)
    await target.ended()
    const { last } = await answer
    if (end === 'SIGKILL') expect(last).toBeNull()
    else expect(last).toMatchObject({ type: 'error', code: 'exiting' })
    await until(() => !children.some(isAlive), 'the children to end')
    rmSync(join(target.folder, 'leave'), { force: true })
    expect(readdirSync(target.folder).toSorted()).toEqual(['agent', 'app.rb'])
    expect(target.socketFiles()).toHaveLength(end === 'SIGKILL' ? 1 : 0)
    client.close()
  }
})

test('the application takes every child that ends, or wants to know of none', async () => {
  for (const how of [
    'Thread.new { loop { begin; Process.wait(-1); rescue SystemCallError; sleep 0.01; end } }',
    "trap('CHLD', 'IGNORE')",
    "trap('CHLD') { Process.wait(-1, Process::WNOHANG) rescue nil }",
  ]) {
    const target = await start(`${how}\n${BIG}`)
    const { last } = await target.ask(`loupe/1 dump path=${target.folder}/a.json`)
    expect(last?.type).toBe('result')
    await expectUnharmed(target, ['a.capture.json', 'a.json'])
  }
})

test('the application kills the thread that captures', async () => {
  const target = await start(`
    Thread.new do
      sleep 0.01 until File.exist?('kill')
      (Thread.list - [Thread.main, Thread.current]).each(&:kill)
      File.unlink('kill')
    end
    ${BIG}`)
  const client = await connectTo(target.socket)
  const answer = client.ask(`loupe/1 dump gzip=9 path=${target.folder}/a.json.gz`)
  await until(() => descendants(target.pid).length === 2, 'the children')
  writeFileSync(join(target.folder, 'kill'), '')
  expect((await answer).last).toBeNull()
  await sleep(200)
  await expectUnharmed(target)
})

test('the socket is removed: the process goes on, and ends in peace', async () => {
  const target = await start(BIG)
  rmSync(target.socket)
  process.kill(target.pid, 'SIGTERM')
  expect(await target.ended()).not.toBeNull()
  expect(target.output()).not.toContain('Errno')
})

test.runIf(isRoot)('another user is not let in', async () => {
  const program = `
    require 'socket'
    begin
      socket = UNIXSocket.new(ARGV[0])
      puts socket.gets
    rescue SystemCallError => e
      puts e.class
    end`
  const asNobody = (socket: string) =>
    spawnSync('setpriv', ['--reuid=65534', '--clear-groups', 'ruby', '-e', program, socket], {
      encoding: 'utf8',
    }).stdout.trim()
  const target = await start(BIG)
  spawnSync('chmod', ['755', target.folder])
  expect(asNobody(target.socket)).toBe('Errno::EACCES')
  // Even where folder and socket were opened by somebody.
  spawnSync('chmod', ['777', target.sockets, target.socket])
  expect(asNobody(target.socket)).toContain('"code":"forbidden"')
})

test.runIf(isRoot)('a process without rights makes its own folder and its own files', async () => {
  const sockets = `/tmp/loupe-test-${process.pid}`
  afterThisTest(() => rmSync(sockets, { recursive: true, force: true }))
  const target = await start(BIG, {
    env: { LOUPE_AGENT_DIR: sockets },
    before: ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'],
    everybody: true,
  })
  expect(statSync(sockets)).toMatchObject({ uid: 65534 })
  // Not as the process could not have written by itself.
  expect((await target.ask(`loupe/1 dump path=${target.folder}/a.json`)).last).toMatchObject({
    type: 'error',
    code: 'no-permission',
  })
  expect((await target.ask(`loupe/1 dump path=${sockets}/a.json`)).last?.type).toBe('result')
  expect(statSync(`${sockets}/a.json`)).toMatchObject({ uid: 65534, mode: 0o100600 })
})
