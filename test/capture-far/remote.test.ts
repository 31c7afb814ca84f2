// Dumps through commands that stand for docker exec, kubectl exec and ssh, over pipes that break,
// stop, change bytes, and come from processes that die.
import { chmodSync, existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { receiveDump } from '../../src/capture/receive-dump.ts'
import { connectRemote, farCommand } from '../../src/capture/remote.ts'
import {
  descendants,
  sha256,
  sleep,
  start,
  temporaryFolder,
  until,
} from '../agent/agent-process.ts'
import type { Target } from '../agent/agent-process.ts'
import { isRunning } from './plain-process.ts'

const PROGRAM = '$keep = Array.new(40_000) { |i| "text #{i}" * 3 }; puts "ready"; sleep'

/** A command that runs what follows it, as sh says. */
function through(script: string): string[] {
  const path = join(temporaryFolder(), 'through')
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return [path]
}

/** Of the target nothing but PATH is known at the other end, as in a container. */
const bare = (target: Target): string => `env -i PATH="$PATH" LOUPE_AGENT_DIR=${target.sockets}`

interface Taken {
  readonly folder: string
  readonly dump: Uint8Array
  readonly lines: number
}

async function take(words: readonly string[], options = {}, asked = {}): Promise<Taken> {
  const folder = temporaryFolder()
  const files = {
    dump: join(folder, 'a.json.gz'),
    capture: join(folder, 'a.capture.json'),
    overwrite: false,
  }
  const client = await connectRemote(words, options)
  try {
    const { lines } = await receiveDump(client, { gzip: 1, gc: 1, ...asked }, files)
    return { folder, dump: readFileSync(files.dump), lines }
  } catch (error) {
    // Never a half file, under whatever name.
    expect(readdirSync(folder)).toEqual([])
    throw error
  } finally {
    client.close()
  }
}

/** It runs, and nothing of the capture is left there. */
async function isWell(target: Target): Promise<void> {
  expect(target.alive()).toBe(true)
  await until(
    () => descendants(target.pid).length === 0,
    () => 'its children to end',
  )
  expect(target.socketFiles()).toEqual([`${target.pid}.sock`])
  // The agent hears of the end of its children a moment after they are gone.
  let last: unknown
  await until(
    async () => {
      last = (await target.ask('loupe/1 status')).last
      return (last as { capturing?: boolean }).capturing === false
    },
    () => `its capture to end: ${JSON.stringify(last)}`,
  )
  expect(last).toMatchObject({ type: 'result', capturing: false })
}

describe('a whole dump comes', () => {
  test.each([
    ['words as they are, with an input', (bare: string) => `exec ${bare} "$@"`],
    ['words as they are, without input', (bare: string) => `exec ${bare} "$@" < /dev/null`],
    ['joined, and split by sh', (bare: string) => `exec ${bare} sh -c "$*"`],
    ['joined, and split by bash', (bare: string) => `exec ${bare} bash -c "$*"`],
    ['joined and split twice', (bare: string) => `exec ${bare} sh -c "sh -c '$*'"`],
    ['after a greeting', (bare: string) => `echo Welcome to host; echo; ${bare} "$@"`],
    ['with complaints beside it', (bare: string) => `echo warning >&2; exec ${bare} "$@"`],
    ['in small pieces', (bare: string) => `${bare} "$@" | dd bs=100 status=none`],
  ])(
    '%s',
    async (_, script) => {
      const target = await start(PROGRAM)
      const { dump, lines, folder } = await take(through(script(bare(target))))
      const text = gunzipSync(dump)
      expect(text.toString('latin1').split('\n').length - 1).toBe(lines)
      expect(
        text.toString('latin1').match(/"value":"text \d+text/g)?.length,
      ).toBeGreaterThanOrEqual(40_000)
      const capture = JSON.parse(readFileSync(join(folder, 'a.capture.json'), 'utf8'))
      expect(capture.dump.sha256).toBe(sha256(dump))
      expect(capture.process.pid).toBe(target.pid)
      expect(readdirSync(folder).sort()).toEqual(['a.capture.json', 'a.json.gz'])
      for (const name of readdirSync(folder))
        expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
      await isWell(target)
    },
    60_000,
  )

  test('through a pipe that is slow', async () => {
    const target = await start(PROGRAM)
    const slow = `ruby -e '$stdout.sync = true; while (s = $stdin.readpartial(30_000) rescue nil); $stdout.write(s); sleep 0.005; end'`
    const began = Date.now()
    const { lines } = await take(through(`${bare(target)} "$@" | ${slow}`), {}, { gzip: 0 })
    expect(lines).toBeGreaterThan(40_000)
    expect(Date.now() - began).toBeGreaterThan(1500)
    await isWell(target)
  }, 120_000)

  test('of the process that was named, or of the only one', async () => {
    const one = await start(PROGRAM)
    const two = await start('puts "ready"; sleep', { env: { LOUPE_AGENT_DIR: one.sockets } })
    const words = through(`exec ${bare(one)} "$@"`)
    await expect(take(words)).rejects.toThrow(/There are \d+ processes with an agent/)
    const client = await connectRemote(words, { pid: two.pid })
    expect(client.hello.pid).toBe(two.pid)
  }, 60_000)

  test('of several, each is named by its command line without the secrets', async () => {
    const one = await start(`$0 = 'worker redis://me:pw@host token=abc'; ${PROGRAM}`)
    await start('puts "ready"; sleep', { env: { LOUPE_AGENT_DIR: one.sockets } })
    const asked = take(through(`exec ${bare(one)} "$@"`))
    await expect(asked).rejects.toThrow('(worker redis://[hidden]@host token=[hidden])')
  }, 60_000)

  test('no word is one that a shell minds', () => {
    const { words } = farCommand([], ['loupe/1 dump path=/tmp/a%20b'], { pid: 7 })
    for (const word of words) expect(word).toMatch(/^[\w.,:/+=-]+$/)
    expect(words.join(' ').length).toBeLessThan(16_384)
  })
})

describe('what does not come whole is refused, and nothing is left on either side', () => {
  test.each([
    [
      'breaks in the middle',
      (run: string) => `${run} | head -c 200000`,
      /before all had come through/,
    ],
    [
      'breaks in the first line',
      (run: string) => `${run} | head -c 60`,
      /before all had come through/,
    ],
    [
      'breaks at the last byte',
      (run: string) => `${run} | ruby -e 's = $stdin.binmode.read; $stdout.write(s[0..-2])'`,
      /before all had come through/,
    ],
    [
      'loses a byte of the dump',
      (run: string) =>
        `${run} | ruby -e 's = $stdin.binmode.read; s.slice!(s.size / 2) if s.size > 9999; $stdout.write(s)'`,
      /./,
    ],
    [
      'changes a byte of the dump',
      (run: string) =>
        `${run} | ruby -e 's = $stdin.binmode.read; s.setbyte(s.size / 2, s.getbyte(s.size / 2) ^ 1) if s.size > 9999; $stdout.write(s)'`,
      /not arrive as it was sent/,
    ],
    [
      'sends a piece twice',
      (run: string) =>
        `${run} | ruby -e 's = $stdin.binmode.read; s.insert(s.size / 2, s[s.size / 2, 5000]) if s.size > 9999; $stdout.write(s)'`,
      /./,
    ],
    [
      'tells of another hash',
      (run: string) =>
        `${run} | ruby -e 's = $stdin.binmode.read; s.sub!(/("type":"result".*?"sha256":")../m) { $1 + %q(zz) }; $stdout.write(s)'`,
      /SHA-256/,
    ],
    [
      'tells of other lines',
      (run: string) =>
        `${run} | ruby -e 's = $stdin.binmode.read; s.sub!(/("type":"result".*"lines":)\\d+/m) { $1 + %q(1) }; $stdout.write(s)'`,
      /lines: 1 sent/,
    ],
    [
      'is a terminal',
      (run: string) =>
        `${run} | ruby -e '$stdout.write($stdin.binmode.read.gsub("\\n", "\\r\\n"))'`,
      /terminal/,
    ],
    ['talks for ever', () => 'yes', /before all had come through/],
    [
      'needs a login',
      () => 'echo "Permission denied (publickey)." >&2; exit 255',
      /status 255.*Permission denied/,
    ],
    ['knows no Ruby', (run: string) => run.replace('"$@"', 'no-such-ruby'), /no Ruby to be run/],
  ])(
    'a pipe that %s',
    async (_, script, message) => {
      const target = await start(PROGRAM)
      const words = through(script(`${bare(target)} "$@"`))
      await expect(take(words)).rejects.toThrow(message)
      await isWell(target)
    },
    60_000,
  )

  test('a pipe that hangs', async () => {
    const words = through('exec sleep 60')
    await expect(take(words, { timeout: 300 })).rejects.toThrow(/Nothing came through/)
  })

  test('a command that does not exist', async () => {
    await expect(take(['/no/such/command'])).rejects.toThrow(/There is no command/)
  })

  test('no agent there; another user; another process', async () => {
    const target = await start(PROGRAM)
    const words = through(`exec ${bare(target)} "$@"`)
    await expect(take(words, { pid: 2 ** 22 - 1 })).rejects.toThrow(
      /has no agent that this user can reach/,
    )
    if (process.getuid?.() !== 0) return
    const other = through(`exec setpriv --reuid=65534 --clear-groups ${bare(target)} "$@"`)
    await expect(take(other, { pid: target.pid })).rejects.toThrow(
      /has no agent that this user can reach/,
    )
  }, 60_000)

  test('the process is killed in the middle', async () => {
    const target = await start(PROGRAM)
    const words = through(
      `${bare(target)} "$@" | ruby -e 'n = 0; while (s = $stdin.readpartial(9000) rescue nil); $stdout.write(s); n += s.size; Process.kill(9, ${target.pid}) if n > 50_000 && n - s.size <= 50_000; end'`,
    )
    await expect(take(words, {}, { gzip: 0 })).rejects.toThrow(/./)
    expect(await target.ended()).toBe('SIGKILL')
  }, 60_000)

  test('the far end is killed in the middle', async () => {
    const target = await start(PROGRAM)
    const pidFile = join(target.folder, 'far')
    const words = through(`echo $$ > ${pidFile}; exec ${bare(target)} "$@"`)
    const client = await connectRemote(words)
    let killed = false
    const request = client.request(
      'dump',
      { gc: 1 },
      {
        onData: async () => {
          if (!killed) process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL')
          killed = true
        },
      },
    )
    await expect(request).rejects.toThrow(/was ended by SIGKILL/)
    await isWell(target)
  }, 60_000)

  test.each([
    ['with an input', ''],
    ['without input', '< /dev/null'],
  ])(
    'this side goes away in the middle, %s',
    async (_, input) => {
      const target = await start(PROGRAM)
      const pidFile = join(target.folder, 'far')
      const words = through(`echo $$ > ${pidFile}; exec ${bare(target)} "$@" ${input}`)
      const client = await connectRemote(words)
      const request = client.request('dump', { gc: 1 }, { onData: () => client.close() })
      await expect(request).rejects.toThrow(/./)
      const far = Number(readFileSync(pidFile, 'utf8'))
      await until(
        () => !isRunning(far),
        () => 'the far end to go',
      )
      await isWell(target)
    },
    60_000,
  )

  test('two at once: one is told', async () => {
    const target = await start(PROGRAM)
    const words = through(`exec ${bare(target)} "$@"`)
    const results = await Promise.allSettled([
      take(words, {}, { gzip: 0 }),
      sleep(10).then(() => take(words, {}, { gzip: 0 })),
    ])
    const failures = results.flatMap((each) =>
      each.status === 'rejected' ? [String(each.reason)] : [],
    )
    expect(results.some((each) => each.status === 'fulfilled')).toBe(true)
    for (const failure of failures) expect(failure).toMatch(/Another capture/)
    await isWell(target)
  }, 60_000)

  test('an agent of another version', async () => {
    const folder = temporaryFolder()
    const socket = join(folder, '4242.sock')
    const server = `require "socket"; s = UNIXServer.new(${JSON.stringify(socket)}); File.chmod(0700, ${JSON.stringify(folder)}); loop { c = s.accept; Thread.new { while c.gets; c.puts(%q({"type":"error","code":"version","message":"This agent speaks version 9, not 1.","speaks":[9]})); end; c.close } }`
    const target = await start(`Thread.new { ${server} }; puts "ready"; sleep`)
    await until(
      () => existsSync(socket),
      () => 'the server',
    )
    const words = through(`exec env -i PATH="$PATH" LOUPE_AGENT_DIR=${folder} "$@"`)
    await expect(take(words, { pid: 4242 })).rejects.toThrow(/version 9/)
    expect(target.alive()).toBe(true)
  }, 60_000)
})
