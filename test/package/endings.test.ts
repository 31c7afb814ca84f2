// How programs that use the package end: by themselves, early, badly, many dumps at once. Whatever they
// do, the cache folder holds whole indexes and nothing else, and no thread keeps them from ending.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeEach, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'loupe-endings-'))
const cache = join(folder, 'cache')
const dumps = ['3.3', '3.4'].map((version) => {
  const file = join(folder, `${version}.json`)
  const packed = join(root, `test/fixtures/whole/native-${version}-bare.json.gz`)
  writeFileSync(file, gunzipSync(readFileSync(packed)))
  return file
})

beforeEach(() => rmSync(cache, { recursive: true, force: true }))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Ended {
  readonly status: number | null
  readonly lines: string[]
  readonly stderr: string
}

/** `program` finds the dumps in `a` and `b`. Workers are asked for, as small dumps would need none. */
function run(program: string): Ended {
  const [a, b] = dumps.map((file) => JSON.stringify(file))
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--no-warnings', '--input-type=module'],
    {
      cwd: root,
      input: `
        import { open, openDiff } from 'heaploupe'
        const [a, b] = [${a}, ${b}]
        const phases = new Set()
        const options = {
          workers: 3,
          onNote: (note) => console.log('note:', note),
          onProgress: ({ phase }) => phases.add(phase),
        }
        ${program}`,
      encoding: 'utf8',
      env: { ...process.env, LOUPE_CACHE_DIR: cache, NO_COLOR: '1' },
      timeout: 30_000,
    },
  )
  return { status, lines: stdout.split('\n').slice(0, -1), stderr }
}

const left = () => (existsSync(cache) ? readdirSync(cache).toSorted() : [])

test('a program that never closes ends by itself, and leaves an index', () => {
  const first = run(`
    const heap = await open(a, options)
    console.log(heap.objects.length, phases.size > 0)`)
  expect(first).toMatchObject({ status: 0, stderr: '' })
  expect(left()).toEqual([expect.stringMatching(/^3\.3\.json-\w+\.index$/)])
  const second = run(`
    const heap = await open(a, options)
    console.log(heap.objects.length, phases.size > 0)`)
  expect(second.lines).toEqual([first.lines[0].replace('true', 'false')])
})

test.each([
  ['at once', 'process.exit(3)'],
  ['in the next turn', 'setImmediate(() => process.exit(3))'],
  ['a moment later', 'setTimeout(() => process.exit(3), 10)'],
  ['some moments later', 'setTimeout(() => process.exit(3), 40)'],
  ['while it is read', ''],
])('a program that exits %s leaves a whole index or none', (_, exit) => {
  const early =
    exit === ''
      ? 'await open(a, { ...options, onProgress: ({ done }) => done > 0 && process.exit(3) })'
      : `await open(a, options); ${exit}`
  expect(run(early).status).toBe(3)
  expect(left().filter((name) => !name.endsWith('.index'))).toEqual([])
  const after = run('console.log((await open(a, options)).strings.map((s) => s.label).length > 0)')
  expect(after).toMatchObject({ status: 0, lines: ['true'], stderr: '' })
})

test('a program that fails leaves a whole index or none', () => {
  const { status, stderr } = run("await open(a, options); throw new Error('of its own')")
  expect(status).toBe(1)
  expect(stderr).toContain('of its own')
  expect(left().filter((name) => !name.endsWith('.index'))).toEqual([])
})

test('many openings at the same time, of one file and of several', () => {
  const { status, lines, stderr } = run(`
    const heaps = await Promise.all([a, b, a, b, a].map((file) => open(file, options)))
    const diff = await openDiff(a, b, options)
    console.log(heaps.map((heap) => heap.objects.length).join())
    console.log(diff.before.objects.length === heaps[0].objects.length)
    const again = await open(a, { ...options, index: false })
    console.log(again.strings.sum() === heaps[2].strings.sum())`)
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  const counts = lines[0].split(',').map(Number)
  expect(new Set([counts[0], counts[2], counts[4]]).size).toBe(1)
  expect(counts[1]).toBe(counts[3])
  expect(counts[0]).not.toBe(counts[1])
  expect(lines.slice(1)).toEqual(['true', 'true'])
  expect(left().map((name) => name.replace(/-.*\./, '.'))).toEqual([
    '3.3.json.index',
    '3.4.json.index',
  ])
})

test('no thread is left once the index is written', () => {
  const { lines, status } = run(`
    const busy = () => process.getActiveResourcesInfo().filter((name) => /Worker|MessagePort/.test(name))
    const heap = await open(a, options)
    const during = busy().length
    for (let i = 0; i < 200 && busy().length > 0; i++) await new Promise((done) => setTimeout(done, 25))
    console.log(during > 0, busy().length, heap.strings.length > 0)`)
  expect({ status, lines }).toEqual({ status: 0, lines: ['true 0 true'] })
})

test('heaps that were lost without closing do not keep their files open', () => {
  const { lines, status } = run(`
    import { readdirSync } from 'node:fs'
    import { setFlagsFromString } from 'node:v8'
    import { runInNewContext } from 'node:vm'
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc')
    const files = () => process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0
    await (await open(a, options)).close()
    const before = files()
    for (let i = 0; i < 20; i++) (await open(a, options)).strings.first()?.json
    const most = files()
    for (let i = 0; i < 100 && files() > before; i++) {
      collect()
      await new Promise((done) => setTimeout(done, 20))
    }
    console.log(most > before || process.platform !== "linux", files() <= before)`)
  expect({ status, lines }).toEqual({ status: 0, lines: ['true true'] })
})
