// `loupe retained` on real Ruby programs, by the built command. Needs dist/ and Ruby.

import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Retained, RetainedBy } from '../../src/workbench/capture-results.ts'
import { temporaryFolder } from '../agent/agent-process.ts'
import { loupe } from '../cli/run.ts'
import { rubyRuns } from '../rubies.ts'
import { unfolded, wrongInProfile } from './firefox-schema.ts'

const onRuby = describe.runIf(rubyRuns())

const PROFILE = fileURLToPath(new URL('vernier-1.11.0.json', import.meta.url))

/** 500 of 1,000 Works stay, each with a text; the lines are counted below. */
const PROGRAM = `class Work
  def initialize(number)
    @text = 'text ' * 100 + number.to_s
  end
end
kept = []
1000.times do |number|
  work = Work.new(number)
  kept << work if number.even?
end
puts kept.size
exit Integer(ENV.fetch('STATUS', '0'))
`

function folderWith(program: string): string {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'app.rb'), program)
  return folder
}

function named(result: Retained, by: RetainedBy, name: string) {
  return result.tables.find((each) => each.by === by)?.groups.find((each) => each.name === name)
}

function lastLine(stdout: string): Retained {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Retained
}

function privateFolders(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('loupe-retained-'))
}

onRuby('a command', () => {
  test('what it kept is counted exactly, and what it dropped is not', async () => {
    const cwd = folderWith(PROGRAM)
    const before = privateFolders()
    const run = await loupe(['retained', '--json', '--', 'ruby', 'app.rb'], { cwd })
    expect(run).toMatchObject({ status: 0, stderr: '' })
    expect(run.stdout.startsWith('500\n\n{')).toBe(true)
    const result = lastLine(run.stdout)
    expect(result).toMatchObject({ kind: 'retained', way: 'tracing', command: ['ruby', 'app.rb'] })
    expect(named(result, 'class', 'Work')).toMatchObject({ count: 500 })
    // The sum of two texts; what it was made of is garbage.
    expect(named(result, 'site', 'app.rb:3')!.count).toBeGreaterThanOrEqual(500)
    expect(named(result, 'site', 'app.rb:3')!.count).toBeLessThan(510)
    expect(named(result, 'site', 'app.rb:3')!.bytes).toBeGreaterThan(500 * 500)
    expect(named(result, 'site', 'app.rb:8')!.count).toBeGreaterThanOrEqual(500)
    expect(named(result, 'site', 'app.rb:8')!.count).toBeLessThan(510) // and inline caches
    expect(result.tables[0]!.groups[0]!.name).toBe('app')
    for (const { groups, groupCount, unknown } of result.tables) {
      if (groups.length < groupCount) continue
      const sum = groups.reduce((all, { bytes }) => all + bytes, unknown.bytes)
      expect(sum).toBe(result.total.bytes)
    }
    expect(result.agent!.count).toBeGreaterThan(0)
    for (const { groups } of result.tables) {
      for (const { name } of groups) expect(name).not.toContain('loupe_')
    }
    const dumps = readdirSync(cwd).filter((name) => name.endsWith('.json.gz'))
    expect(dumps).toEqual([result.source])
    expect(privateFolders()).toEqual(before)
  })

  test('keeps its output and status; the answer is on stderr', async () => {
    const cwd = folderWith(PROGRAM)
    const env = { STATUS: '3' }
    const run = await loupe(['retained', '--by', 'class', '--', 'ruby', 'app.rb'], { cwd, env })
    expect(run).toMatchObject({ status: 3, stdout: '500\n' })
    expect(run.stderr).toContain('alive at its end')
    expect(run.stderr).toMatch(/ 500 {2}Work\n/)
    expect(run.stderr).not.toContain('By line')
  })

  test('its workers have dumps of their own, and one is next to type', async () => {
    const cwd = folderWith(`2.times { |n| fork { $all = Array.new(2000) { +'x' } } }
Process.waitall
$all = Array.new(9000) { +'y' }`)
    const run = await loupe(['retained', '--json', '--', 'ruby', 'app.rb'], { cwd })
    const result = lastLine(run.stdout)
    expect(result.others).toHaveLength(2)
    expect(named(result, 'site', 'app.rb:3')!.count).toBeGreaterThanOrEqual(9000)
    const other = await loupe(['retained', result.others[0]!, '--json'], { cwd })
    expect(named(lastLine(other.stdout), 'site', 'app.rb:1')!.count).toBeGreaterThanOrEqual(2000)
  })

  test('that is no Ruby has nothing to tell', async () => {
    const run = await loupe(['retained', '--', 'true'])
    expect(run).toMatchObject({ status: 2, stdout: '' })
    expect(run.stderr).toContain('no Ruby process')
  })

  test('a profile for profiler.firefox.com has the same bytes, and is not written over', async () => {
    const cwd = folderWith(PROGRAM)
    const args = ['retained', '--json', '--firefox', 'kept.json', '--', 'ruby', 'app.rb']
    const run = await loupe(args, { cwd })
    const result = lastLine(run.stdout)
    expect(statSync(join(cwd, 'kept.json')).mode & 0o777).toBe(0o600)
    const profile = JSON.parse(readFileSync(join(cwd, 'kept.json'), 'utf8')) as {
      threads: Readonly<Record<string, unknown>>[]
    }
    expect(wrongInProfile(profile)).toEqual([])
    const [bytes, objects] = profile.threads.map(unfolded)
    const sum = (list: typeof bytes): number => list!.reduce((all, { weight }) => all + weight, 0)
    expect(sum(bytes)).toBe(result.total.bytes)
    expect(sum(objects)).toBe(result.total.count)
    const works = objects!.find(({ names }) => names.at(-1) === 'Work')
    expect(works).toEqual({ names: ['app', 'app.rb', 'new, line 8', 'Work'], weight: 500 })
    const again = await loupe(['retained', result.source, '--firefox', 'kept.json'], { cwd })
    expect(again).toMatchObject({ status: 2 })
    expect(again.stderr).toContain('kept.json is there already')
  })

  // Vernier itself needs Ruby 3.2.1. What stands in for it here writes a profile that the real one's
  // output code has made; so this tries how it is found, started, ended and read.
  describe('where there is vernier', () => {
    function withVernier(extra = ''): { cwd: string; env: Record<string, string> } {
      const cwd = folderWith(PROGRAM)
      mkdirSync(join(cwd, 'lib'))
      writeFileSync(
        join(cwd, 'lib/vernier.rb'),
        `module Vernier
  def self.start_profile(mode:)
    raise 'another mode' unless mode == :retained
    ${extra}
    @on = true
  end
  def self.stop_profile
    raise 'not started' unless @on
    Object.new.tap do |result|
      def result.write(out:) = out.write(File.read(${JSON.stringify(PROFILE)}))
    end
  end
end`,
      )
      return { cwd, env: { RUBYLIB: join(cwd, 'lib') } }
    }

    test('its profile is read, and nothing is dumped', async () => {
      const { cwd, env } = withVernier()
      const before = privateFolders()
      const run = await loupe(['retained', '--json', '--', 'ruby', 'app.rb'], { cwd, env })
      expect(run).toMatchObject({ status: 0, stderr: '' })
      const result = lastLine(run.stdout)
      expect(result).toMatchObject({ way: 'vernier', total: { count: 84 } })
      expect(readdirSync(cwd).sort()).toEqual(['app.rb', result.source, 'lib'].sort())
      expect(statSync(join(cwd, result.source)).mode & 0o777).toBe(0o600)
      expect(privateFolders()).toEqual(before)
      const later = await loupe(['retained', result.source, '--json'], { cwd })
      expect(lastLine(later.stdout).tables).toEqual(result.tables)
    })

    test('--no-vernier traces', async () => {
      const { cwd, env } = withVernier()
      const args = ['retained', '--json', '--no-vernier', '--', 'ruby', 'app.rb']
      const run = await loupe(args, { cwd, env })
      expect(lastLine(run.stdout)).toMatchObject({ way: 'tracing' })
    })

    test('one that does not work is passed over', async () => {
      const { cwd, env } = withVernier(`raise 'no such platform'`)
      const run = await loupe(['retained', '--json', '--', 'ruby', 'app.rb'], { cwd, env })
      const result = lastLine(run.stdout)
      expect(result).toMatchObject({ way: 'tracing' })
      expect(named(result, 'class', 'Work')).toMatchObject({ count: 500 })
    })
  })
})

describe('what is there already', () => {
  const dump = fileURLToPath(
    new URL('../../examples/routes-proxy/dumps/after.json.gz', import.meta.url),
  )

  test('a traced dump', async () => {
    const { status, stdout } = await loupe(['retained', dump, '-n', '3'])
    expect(status).toBe(0)
    expect(stdout).toContain('/app/app/models/work.rb:19')
    expect(stdout.match(/^By /gm)).toHaveLength(5)
  })

  test('--generation: only what is younger', async () => {
    const all = await loupe(['retained', dump, '--json'])
    const young = await loupe(['retained', dump, '--json', '--generation', '20'])
    expect(lastLine(young.stdout).total.count).toBeLessThan(lastLine(all.stdout).total.count)
  })

  test('a profile of vernier, compressed or not', async () => {
    const file = join(temporaryFolder(), 'app.vernier.json.gz')
    writeFileSync(file, gzipSync(readFileSync(PROFILE)))
    const plain = await loupe(['retained', PROFILE, '--json'])
    const zipped = await loupe(['retained', file, '--json'])
    expect(lastLine(plain.stdout).total).toEqual({ count: 84, bytes: expect.any(Number) })
    expect(lastLine(zipped.stdout).tables).toEqual(lastLine(plain.stdout).tables)
    const firefox = join(temporaryFolder(), 'again.json')
    await loupe(['retained', file, '--firefox', firefox])
    const again = JSON.parse(readFileSync(firefox, 'utf8')) as {
      threads: Readonly<Record<string, unknown>>[]
    }
    expect(wrongInProfile(again)).toEqual([])
    // The whole stacks come out of it.
    const names = unfolded(again.threads[0]!).map((each) => each.names.join(' < '))
    expect(names).toContain(
      '<main> < times < block in <main> < page < times < block in page < String#*',
    )
  })

  test('a dump that was not traced says so, with what to do', async () => {
    const file = fileURLToPath(
      new URL('../fixtures/whole/native-3.3-bare.json.gz', import.meta.url),
    )
    const { status, stderr } = await loupe(['retained', file])
    expect(status).toBe(1)
    expect(stderr).toContain('were not traced')
  })

  test('neither dump nor profile; not there at all; damaged', async () => {
    const folder = temporaryFolder()
    const broken = join(folder, 'broken.json')
    writeFileSync(broken, readFileSync(PROFILE, 'utf8').slice(0, 2000))
    const other = join(folder, 'other.json')
    writeFileSync(other, '{"meta":{"product":"Firefox"},"threads":[]}')
    for (const [file, why] of [
      [broken, 'no whole profile'],
      [other, 'not one of vernier'],
      [join(folder, 'none.json'), 'none.json'],
    ] as const) {
      const { status, stdout, stderr } = await loupe(['retained', file])
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
      expect(stderr).toContain(why)
      expect(stderr).not.toContain('bug in Loupe')
    }
    expect(existsSync(join(folder, 'none.json'))).toBe(false)
  })
})
