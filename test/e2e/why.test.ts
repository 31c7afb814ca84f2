// `loupe why` through the built command: what the documents show is what it prints, and what it says of
// real dumps, sick and healthy, is right. UPDATE_DOCUMENTS=1 writes what it prints into the documents,
// to be read before it is committed.
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { Top, WhatIf, Why } from '../../src/workbench/results.ts'
import { rubyRuns } from '../rubies.ts'
import { example, fixture, workspace } from './workspace.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const space = workspace()
const dumps = [example('before'), example('after'), example('later')]

async function why(...args: string[]): Promise<Why> {
  return (await space.ask(['why', ...args])) as unknown as Why
}

/**
 * A command and what it prints; with a last line of … only how that begins. Those of Rails are recorded
 * by scripts/record-journey.mjs, and test/exercise/explain.test.ts asks the same again.
 */
const TRANSCRIPT = /(?<!<!-- record -->\n)^```\n\$ loupe (why [^\n]+)\n([^]*?)^```$/gm

test.each([
  ['docs/why.md', 3],
  ['README.md', 1],
])('%s shows what is printed', async (name, least) => {
  const file = fileURLToPath(new URL(`../../${name}`, import.meta.url))
  let text = readFileSync(file, 'utf8')
  const shown = [...text.matchAll(TRANSCRIPT)]
  expect(shown.length).toBeGreaterThanOrEqual(least)
  for (const [block, command = '', printed = ''] of shown) {
    const { stdout, status } = await space.run(command.split(' '), { cwd: root })
    expect([command, status]).toEqual([command, 0])
    const head = printed.endsWith('\n…\n')
    const lines = stdout.split('\n').slice(0, printed.split('\n').length - 2)
    const now = head ? `${lines.join('\n')}\n…\n` : stdout
    if (process.env['UPDATE_DOCUMENTS']) {
      text = text.replace(block, () => `\`\`\`\n$ loupe ${command}\n${now}\`\`\``)
    } else expect(printed, `UPDATE_DOCUMENTS=1 writes it into ${name}`).toBe(now)
  }
  if (process.env['UPDATE_DOCUMENTS']) writeFileSync(file, text)
})

test('the leak of the example, in one dump', async () => {
  const { findings, healthy, sentence } = await why(example('after'))
  expect(healthy).toBe(false)
  const [first] = findings
  const path = first?.path.map(({ label }) => label).join(' ') ?? ''
  expect(path).toMatch(/callcache.*#<Class:#<RoutesProxy>>.*#<RoutesProxy>.*#<WorksController>/)
  expect(`${first?.because} ${first?.advice}`).toContain('lib/routes_proxy.rb:24')
  expect(sentence).toContain('RoutesProxy')
  expect(first?.count).toBe(234)
  // Not less than the proxies keep alive, and not more than comes back without call caches, which
  // remember other methods too.
  const top = await space.ask([
    'top',
    example('after'),
    '--by',
    'class',
    '--where',
    'class=RoutesProxy',
  ])
  const { groups } = top as unknown as Top
  const cut = await space.ask(['what-if', example('after'), '--without', 'callcache -> ment'])
  const { freed } = cut as unknown as WhatIf
  expect(first?.bytes).toBeGreaterThanOrEqual(groups[0]?.retained ?? Infinity)
  expect(first?.bytes).toBeLessThanOrEqual(freed.bytes)
})

test('in three dumps it levels off, and the growth is its own', async () => {
  const { findings } = await why(...dumps)
  expect(findings[0]).toMatchObject({ rule: 'callcache-pin', verdict: 'plateau' })
  expect(findings[0]?.growth?.map(({ count }) => count)).toEqual([30, 234, 363])
  expect(findings.map(({ verdict }) => verdict)).not.toContain('growing')
  const signature = findings[0]?.signature
  expect((await why(example('before'))).findings[0]?.signature).toBe(signature)
})

test('every command that a finding names runs', async () => {
  const { findings } = await why(...dumps)
  const commands = findings.flatMap(({ evidence }) => evidence)
  expect(commands.length).toBeGreaterThan(0)
  for (const { words } of commands) {
    const args = words.map((word) => (word === 'DUMP' ? example('later') : word))
    const { status, stderr } = await space.run(args)
    expect([words, status, stderr]).toEqual([words, 0, ''])
  }
})

test.each(readdirSync(fixture('whole')).filter((name) => name.endsWith('.gz')))(
  'an idle Ruby is healthy: %s',
  async (name) => {
    const { healthy, findings } = await why(fixture(`whole/${name}`))
    expect(healthy).toBe(true)
    expect(findings.map(({ verdict }) => verdict)).not.toContain('growing')
  },
)

test('the same dump twice has not grown', async () => {
  const { findings } = await why(example('before'), example('before'))
  for (const { verdict } of findings) expect(['static', 'plateau']).toContain(verdict)
})

test('the page is private, and no more than a page', async () => {
  const file = space.file('why.html')
  const { status, stdout } = await space.run(['why', ...dumps, '--html', file])
  expect(status).toBe(0)
  expect(stdout).toMatch(/^[\d.]+ MB live\./)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const page = readFileSync(file, 'utf8')
  expect(page).toContain('#&lt;Class:#&lt;RoutesProxy&gt;&gt;')
  expect(page).not.toMatch(/<script|\ssrc=|\shref=|url\(/)
})

test('--fail-on growing passes where nothing grows', async () => {
  const { status, stderr } = await space.run(['why', ...dumps, '--fail-on', 'growing'])
  expect([status, stderr]).toEqual([0, ''])
})

/** A heap as Ruby writes it: a constant with an array of so many strings. */
function listOf(strings: number): string {
  const at = (row: number) => `0x7f00000${(0x10000 + row * 40).toString(16)}`
  const refs = Array.from({ length: strings }, (_, index) => at(100 + index))
  const list = (all: readonly string[]) => all.map((each) => `"${each}"`).join(', ')
  return [
    `{"type":"ROOT", "root":"vm", "references":["${at(1)}"]}`,
    `{"address":"${at(1)}", "type":"CLASS", "class":"${at(1)}", "name":"EventLog", "references":["${at(2)}"], "memsize":600}`,
    `{"address":"${at(2)}", "type":"ARRAY", "class":"${at(3)}", "length":${strings}, "references":[${list(refs)}], "memsize":${40 + strings * 8}}`,
    `{"address":"${at(3)}", "type":"CLASS", "class":"${at(1)}", "name":"Array", "references":["${at(1)}"], "memsize":600}`,
    `{"address":"${at(4)}", "type":"CLASS", "class":"${at(1)}", "name":"String", "references":["${at(1)}"], "memsize":600}`,
    ...refs.map(
      (each) =>
        `{"address":"${each}", "type":"STRING", "class":"${at(4)}", "bytesize":200, "memsize":240}`,
    ),
    '',
  ].join('\n')
}

test('--fail-on growing fails where a list grows, and says which', async () => {
  const files = [200, 400, 600].map((strings) => {
    const file = space.file(`${strings}.json`)
    writeFileSync(file, listOf(strings))
    return file
  })
  const { findings } = await why(...files)
  expect(findings[0]).toMatchObject({ verdict: 'growing', count: 600 })
  expect(findings[0]?.growth?.map(({ count }) => count)).toEqual([200, 400, 600])
  const { status, stdout, stderr } = await space.run(['why', ...files, '--fail-on', 'growing'])
  expect(status).toBe(1)
  expect(stderr).toBe(`loupe: growing: ${findings[0]?.title}\n`)
  expect(stdout).toContain('Growing. ')
})

test('a dump without roots has no answer, and a reader that has seen enough is no failure', async () => {
  const partial = space.file('partial.json')
  writeFileSync(partial, '{"address":"0x1000", "type":"STRING", "value":"x", "memsize":40}\n')
  const answer = await space.run(['why', partial])
  expect([answer.status, answer.stdout]).toEqual([1, ''])
  expect(answer.stderr).toContain('roots')
  const { status, signal } = await space.run(['why', example('after')], { closeAfter: 10 })
  expect([status, signal]).toEqual([0, undefined])
})

/** 400 works stay, each with a text of line 3; the list is a constant. */
const PROGRAM = `class Work
  def initialize(number)
    @text = 'text ' * 200 + number.to_s
  end
end
WORKS = []
400.times do |number|
  WORKS << Work.new(number)
end
`

test.runIf(rubyRuns())('--profile lays what loupe retained wrote beside the findings', async () => {
  const cwd = space.file('retained')
  mkdirSync(cwd)
  writeFileSync(join(cwd, 'works.rb'), PROGRAM)
  const took = await space.run(
    // Ruby's own tracing also where there is vernier: that leaves a dump.
    ['retained', '--no-vernier', '--firefox', 'retained.json', '--', 'ruby', 'works.rb'],
    { cwd },
  )
  expect([took.status, took.stdout]).toEqual([0, ''])
  const dump = readdirSync(cwd).find((name) => /^works-.*[0-9]\.json(\.gz)?$/.test(name))
  const args = ['why', dump ?? '', '--profile', 'retained.json']
  const { findings, missing } = (await space.ask(args, { cwd })) as unknown as Why
  const finding = findings.find(({ title }) => title.includes('400 Work objects'))
  expect(finding?.sites[0]?.name).toBe('works.rb:3')
  const [first] = finding?.stacks ?? []
  // Tracing names the method of Ruby's own that made it.
  const frames = [{ name: '+', file: 'works.rb', line: 3 }]
  expect(first).toMatchObject({ site: 'works.rb:3', frames })
  // The line's texts; of other things on this line, such as inline caches, it has next to nothing.
  expect(first?.count).toBe(400)
  expect(first?.bytes).toBeGreaterThan(400 * 1000)
  expect(first?.share).toBeGreaterThan(0.99)
  expect(missing.join(' ')).toContain('not who called it')
  const shown = await space.run([...args, '--full'], { cwd })
  expect([shown.status, shown.stderr]).toEqual([0, ''])
  expect(shown.stdout).toMatch(/^Call stacks .*\n.* what the profile has of\s+works\.rb:3\n/m)
  expect(shown.stdout).toContain('\n  +  works.rb:3\n')

  const bad = await space.run(['why', dump ?? '', '--profile', dump ?? ''], { cwd })
  expect([bad.status, bad.stdout]).toEqual([2, ''])
  expect(bad.stderr).toContain('loupe retained')
})

test('--profile with callers, compressed as vernier writes it', async () => {
  const profile = new URL('../retained/vernier-1.11.0.json', import.meta.url)
  const file = space.file('vernier.json.gz')
  writeFileSync(file, gzipSync(readFileSync(profile)))
  const dump = space.file('traced.json')
  const site = '"file":"/app/vernier-profile.rb", "line":82, "method":"page", "generation":5, '
  writeFileSync(dump, listOf(400).replaceAll('"bytesize":', `${site}"bytesize":`))
  const { findings, missing } = await why(dump, '--profile', file)
  const names = findings[0]?.stacks?.map(({ frames }) => frames.map(({ name }) => name))
  expect(names).toEqual([['Class#new', 'page', 'block in <main>', 'times', '<main>']])
  expect(missing.join(' ')).not.toContain('profile')
})
