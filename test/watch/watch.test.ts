// `loupe watch` on real Ruby programs, by the built command. Needs dist/ and Ruby.

import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../src/dump/memory-source.ts'
import { readHeap } from '../../src/heap/read-heap.ts'
import type { Watch } from '../../src/workbench/capture-results.ts'
import { afterThisTest, isAlive, start, temporaryFolder, until } from '../agent/agent-process.ts'
import { place } from '../capture/running.ts'
import { loupe } from '../cli/run.ts'
import { loupe as command, openTerminal, plainText } from '../console/terminal.mjs'
import { rubyRuns } from '../rubies.ts'

const onRuby = describe.runIf(rubyRuns('-rpty'))

/** Keeps 1 MB of strings every 50 ms, and makes garbage. */
const LEAK = `
$kept = []
deadline = Time.now + Float(ENV.fetch('SECONDS', '60'))
puts 'ready'
until Time.now > deadline
  1000.times { |i| $kept << 'x' * 1000 + i.to_s }
  2000.times { 'garbage' * 10 }
  sleep 0.05
end
puts 'done'
exit Integer(ENV.fetch('STATUS', '0'))
`

function program(text: string): string {
  const file = join(temporaryFolder(), 'app.rb')
  writeFileSync(file, `$stdout.sync = true\n${text}`)
  return file
}

function parsed(stdout: string): Watch {
  expect(stdout.endsWith('}\n')).toBe(true)
  return JSON.parse(stdout) as Watch
}

onRuby('a living process', () => {
  test('is read at the beat that was asked for, by its agent, and lives on', async () => {
    const target = await start(LEAK)
    const env = { LOUPE_AGENT_DIR: target.sockets }
    const args = ['watch', String(target.pid), '--every', '100ms', '--for', '3s', '--json']
    const { status, stdout, stderr } = await loupe(args, { env })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const watch = parsed(stdout)
    expect(watch).toMatchObject({ kind: 'watch', pid: target.pid, agent: true, stopped: 'time' })
    expect(watch.ruby).toMatch(/^\d+\.\d+\.\d+$/)
    expect(watch.readings.length).toBeGreaterThan(20)
    expect(watch.readings.length).toBeLessThanOrEqual(31)
    const [first, last] = [watch.readings[0]!, watch.readings.at(-1)!]
    expect(last.at).toBeGreaterThan(2.8)
    expect(last.at).toBeLessThan(3.3)
    for (const reading of watch.readings) {
      expect(reading.rss).toBeGreaterThan(5e6)
      expect(reading.pss).toBeLessThanOrEqual(reading.rss)
      expect(reading.live).toBeGreaterThan(10_000)
      expect(reading.pages).toBeGreaterThan(10)
    }
    expect(last.collections).toBeGreaterThan(first.collections!)
    expect(last.major).toBeLessThanOrEqual(last.collections!)
    expect(last.rss).toBeGreaterThan(first.rss + 10e6)
    expect(watch.verdict.verdict).toBe('growing')
    expect(target.alive()).toBe(true)
    await target.ask('loupe/1 hello') // and is still to be asked
  })

  test('without an agent: RSS and PSS, the same as the system says', async () => {
    const target = await start(`puts 'ready'\nsleep`, { env: { LOUPE_AGENT: 'off' } })
    const args = ['watch', String(target.pid), '--every', '50ms', '--for', '1s', '--json']
    const { stdout } = await loupe(args)
    const watch = parsed(stdout)
    expect(watch).toMatchObject({ agent: false, stopped: 'time' })
    const status = readFileSync(`/proc/${target.pid}/status`, 'utf8')
    const rss = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024
    for (const reading of watch.readings) {
      expect(Object.keys(reading)).toEqual(['at', 'rss', 'pss'])
      expect(reading.rss).toBe(rss)
    }
    expect(watch.verdict.verdict).toBe('at-boot')
  })

  test('Ctrl-C ends watching with a summary, and nothing else', async () => {
    const target = await start(LEAK)
    const killAfter = { milliseconds: 1500, signal: 'SIGINT' as const }
    const env = { LOUPE_AGENT_DIR: target.sockets }
    const run = await loupe(['watch', String(target.pid), '--every', '50ms'], { env, killAfter })
    expect(run).toMatchObject({ status: 0, signal: undefined, stderr: '' })
    const lines = run.stdout.split('\n')
    expect(lines[0]).toMatch(/^ +time +RSS +PSS +pages +live slots +malloc +GC +full GC +requests$/)
    expect(lines[1]).toMatch(/^ +0\.\d s +[\d.]+ MB +[\d.]+ MB +\d+ +[\d,]+ /)
    expect(run.stdout).toContain('From the first reading to the last')
    expect(run.stdout).toMatch(/[\u2801-\u28ff]/)
    expect(target.alive()).toBe(true)
    expect(target.socketFiles()).toEqual([`${target.pid}.sock`])
  })

  test('that ends is said to have ended', async () => {
    const target = await start(`puts 'ready'\nsleep 1`)
    const env = { LOUPE_AGENT_DIR: target.sockets }
    const args = ['watch', String(target.pid), '--every', '50ms']
    const { status, stdout } = await loupe(args, { env })
    expect(status).toBe(0)
    expect(stdout).toContain('The process has ended.')
  })

  test('that is stopped costs nothing but what its agent knows', async () => {
    const target = await start(LEAK)
    const env = { LOUPE_AGENT_DIR: target.sockets }
    const args = ['watch', String(target.pid), '--every', '200ms', '--for', '4s', '--json']
    const running = loupe(args, { env })
    await until(() => target.output().includes('ready'), 'the target')
    process.kill(target.pid, 'SIGSTOP')
    afterThisTest(() => isAlive(target.pid) && process.kill(target.pid, 'SIGCONT'))
    const { status, stdout } = await running
    expect(status).toBe(0)
    const { readings } = parsed(stdout)
    expect(readings.length).toBeGreaterThan(1)
    expect(readings.at(-1)!.live).toBeUndefined()
    expect(readings.at(-1)!.rss).toBeGreaterThan(5e6)
  })

  test('that is not there is said not to be', async () => {
    const gone = spawnSync('true').pid
    const { status, stdout, stderr } = await loupe(['watch', String(gone)])
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toBe(`loupe: There is no process ${gone}.\n  loupe ps lists those of Ruby.\n`)
  })
})

onRuby('a command', () => {
  test('keeps its output and its exit status; all of Loupe’s goes to stderr', async () => {
    const { sockets } = place()
    const run = await loupe(['watch', '--every', '50ms', '--', 'ruby', program(LEAK)], {
      env: { SECONDS: '3', STATUS: '3', LOUPE_AGENT_DIR: sockets },
    })
    expect(run).toMatchObject({ status: 3, stdout: 'ready\ndone\n' })
    expect(run.stderr).toContain('Growing.')
    expect(run.stderr).toContain('The command ended with status 3.')
    expect(readdirSync(sockets)).toEqual([])
  })

  test('--csv has the readings of --json, and no file is written over', async () => {
    const csv = join(temporaryFolder(), 'memory.csv')
    const args = ['watch', '--every', '100ms', '--json', '--csv', csv, '--', 'ruby', program(LEAK)]
    const run = await loupe(args, { env: { SECONDS: '1' } })
    // Its own output may not come between: there is one document on stdout.
    expect(run.stderr).toContain('ready\ndone\n')
    const { readings } = parsed(run.stdout)
    const [titles = '', ...rows] = readFileSync(csv, 'utf8').trimEnd().split('\n')
    expect(titles).toBe(
      'seconds,rss_bytes,pss_bytes,heap_pages,live_slots,malloc_increase_bytes,gc_count,major_gc_count,requests',
    )
    const keys = ['at', 'rss', 'pss', 'pages', 'live', 'malloc', 'collections', 'major', 'work']
    const expected = readings.map((reading) => {
      const record = reading as unknown as Record<string, number | undefined>
      return keys.map((key) => record[key] ?? '').join(',')
    })
    // A reading of a shell or a loader before the program may be in the file alone.
    expect(rows.slice(-expected.length)).toEqual(expected)
    const again = await loupe(args)
    expect(again).toMatchObject({ status: 2 })
    expect(again.stderr).toContain('is there already')
    expect(readFileSync(csv, 'utf8')).toContain(titles)
  })

  test('behind a shell: it is the Ruby process that is watched', async () => {
    const words = ['sh', '-c', `ruby ${program(LEAK)}; exit 4`]
    const run = await loupe(['watch', '--every', '50ms', '--json', '--', ...words], {
      env: { SECONDS: '2' },
    })
    expect(run.status).toBe(4)
    const watch = parsed(run.stdout)
    expect(watch.agent).toBe(true)
    for (const { rss } of watch.readings) expect(rss).toBeGreaterThan(5e6)
  })

  test('is ended when time is up', async () => {
    const args = ['watch', '--every', '50ms', '--for', '1s', '--json', '--', 'ruby', program(LEAK)]
    const run = await loupe(args)
    expect(run).toMatchObject({ status: 0 })
    const watch = parsed(run.stdout)
    expect(watch.stopped).toBe('time')
    expect(isAlive(watch.pid)).toBe(false)
  })

  test('its dumps at thresholds are whole, and the diff is next to type', async () => {
    const folder = temporaryFolder()
    const name = join(folder, 'app')
    const args = ['watch', '--every', '50ms', '--when-rss-grows', '15MB', '--capture', '-o', name]
    const run = await loupe([...args, '--', 'ruby', program(LEAK)], { env: { SECONDS: '4' } })
    expect(run.status).toBe(0)
    const files = readdirSync(folder).sort()
    const dumps = files.filter((file) => file.endsWith('.json.gz'))
    expect(dumps.length).toBeGreaterThanOrEqual(2)
    for (const file of dumps) {
      expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600)
      const heap = readHeap(memorySource(gunzipSync(readFileSync(join(folder, file)))))
      expect(heap.count).toBeGreaterThan(10_000)
    }
    expect(run.stderr).toMatch(/\n {2}loupe diff \S+app-\d+-1\.json\.gz \S+\.json\.gz\s+what came/)
  })

  test('that cannot be run is said so', async () => {
    const { sockets } = place()
    const { status, stderr } = await loupe(['watch', '--', 'no-such-command-anywhere'], {
      env: { LOUPE_AGENT_DIR: sockets },
    })
    expect(status).toBe(2)
    expect(stderr).toContain('there is no such command')
    expect(readdirSync(sockets)).toEqual([])
  })
})

// Rounds are counted, about 6 seconds of them: on a busy machine each program does no less.
onRuby('verdicts on real programs', () => {
  const PROGRAMS: readonly (readonly [string, string, string])[] = [
    // 80 MB at once, then work that leaves nothing.
    ['at-boot', `$all = Array.new(4_000) { |i| 'x' * 20_000 + i.to_s }`, `'garbage' * 5`],
    ['growing', '', `$all << 'x' * 20_000`],
    // A cache of 2,000 entries is full at half time.
    ['levelled-off', '$cache = {}', `$cache[rand(2000)] ||= 'x' * 20_000`],
  ]
  test.each(PROGRAMS)('%s', async (verdict, boot, work) => {
    const file = program(`$all = []
${boot}
1000.times do
  20.times { ${work} }
  sleep 0.005
end`)
    const { stdout } = await loupe(['watch', '--every', '50ms', '--json', '--', 'ruby', file])
    const watch = parsed(stdout)
    expect([watch.verdict.because, watch.verdict.verdict]).toEqual([watch.verdict.because, verdict])
  })
})

onRuby('in a terminal', () => {
  test('the chart moves, a dump is offered, and y takes it', async () => {
    const target = await start(LEAK)
    const folder = temporaryFolder()
    const words = ['watch', String(target.pid), '--every', '100ms', '--when-rss', '25MB']
    const terminal = openTerminal([...command, ...words, '-o', join(folder, 'app')], {
      columns: 80,
      rows: 30,
      env: { LOUPE_AGENT_DIR: target.sockets },
    })
    afterThisTest(() => terminal.kill())
    await terminal.until(/Take a dump now\?/)
    terminal.press('y\r')
    await terminal.until(/wrote .*app-\d+-1\.json\.gz/)
    await terminal.until(/· 2\.\d s/)
    terminal.press('\u0003')
    const summary = plainText(await terminal.until(/loupe why [^\n]*\n/))
    expect(summary).toContain('Growing.')
    expect(await terminal.ended).toBe(0)
    expect(target.alive()).toBe(true)
    const name = `app-${target.pid}-1`
    expect(readdirSync(folder).sort()).toEqual([`${name}.capture.json`, `${name}.json.gz`])
  })

  test('a command’s own lines stand above the chart; Ctrl-C reaches it', async () => {
    const file = program(`i = 0\nloop { puts "line #{i += 1}"; sleep 0.2 }`)
    const terminal = openTerminal([...command, 'watch', '-e', '100ms', '--', 'ruby', file], {
      columns: 80,
      rows: 40,
    })
    afterThisTest(() => terminal.kill())
    await terminal.until(/line 8\r?\n/)
    terminal.press('\u0003')
    const rest = plainText(await terminal.until(/help capture[^\n]*\n/))
    expect(rest).toContain('The command was ended by SIGINT.')
    expect(await terminal.ended).toBe(130)
  })
})
