// Where dumps come from: files, pipes, gzip and zstd under any name, cut off or not dumps at all.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { example, fixture, workspace } from './workspace.ts'

const space = workspace()
const packed = readFileSync(fixture('whole/native-4.0-bare.json.gz'))
const plain = gunzipSync(packed)

function make(name: string, bytes: Uint8Array | string): string {
  const file = space.file(name)
  writeFileSync(file, bytes)
  return file
}

interface Figures {
  objects: number
  bytes: number
  edges: number
}

async function figures(args: string[], stdin?: Uint8Array): Promise<Figures> {
  const { objects, bytes, edges } = await space.ask(['summary', ...args], stdin ? { stdin } : {})
  return { objects, bytes, edges }
}

test('a file, stdin, gzip and zstd give the same answer, whatever their names', async () => {
  const right = await figures([make('plain.json', plain)])
  expect(right.objects).toBe(17_986)
  expect(await figures([make('gzip.txt', packed)])).toEqual(right)
  expect(await figures(['-'], plain)).toEqual(right)
  expect(await figures(['-'], packed)).toEqual(right)
  const half = Math.floor(plain.length / 2)
  const members = Buffer.concat([gzipSync(plain.subarray(0, half)), gzipSync(plain.subarray(half))])
  expect(await figures([make('members.json', members)])).toEqual(right)
  expect(await figures([make('plain.json', plain), '--no-spill', '--no-index'])).toEqual(right)
})

test('a pipe that has a name is read like standard input', async () => {
  const right = await figures([make('plain.json', plain)])
  const file = make('packed.gz', packed)
  const command = fileURLToPath(new URL('../../dist/loupe.js', import.meta.url))
  const script = `"${process.execPath}" "${command}" summary <(gunzip -c "${file}") --json`
  const stdout = execFileSync('bash', ['-c', script], {
    encoding: 'utf8',
    env: { ...process.env, LOUPE_CACHE_DIR: space.cache },
  })
  const { objects, bytes, edges } = JSON.parse(stdout) as Figures
  expect({ objects, bytes, edges }).toEqual(right)
})

test('zstd is read without a zstd of the platform', async () => {
  const right = await figures([make('plain.json', plain)])
  // Made once by zstd 1.5 from the same dump; kept as a fixture, since Node 20 cannot make one.
  expect(await figures([fixture('whole/native-4.0-bare.json.zst')])).toEqual(right)
  expect(await figures(['-'], readFileSync(fixture('whole/native-4.0-bare.json.zst')))).toEqual(
    right,
  )
  // Without an index nothing hurries the first read of the file.
  for (let i = 0; i < 3; i++) {
    expect(await figures([fixture('whole/native-4.0-bare.json.zst'), '--no-index'])).toEqual(right)
  }
  // From its index, too, records are read back.
  const shown = await space.ask(['show', fixture('whole/native-4.0-bare.json.zst'), '@100'])
  expect(shown['fields']).toHaveProperty('address')
})

test('gzip that was cut off gives what it holds', async () => {
  const file = make('cut.json.gz', packed.subarray(0, Math.floor(packed.length / 2)))
  const summary = await space.ask(['summary', file])
  expect(summary['objects'] as number).toBeGreaterThan(4000)
  expect((summary['damage'] as { truncated: boolean }).truncated).toBe(true)
})

test('a dump that was cut off is read as far as it goes, and says so', async () => {
  const file = make('cut.json', plain.subarray(0, 3_000_000))
  const summary = await space.ask(['summary', file])
  const whole = plain.subarray(0, 3_000_000).toString('latin1').split('\n').slice(0, -1)
  const objects = whole.filter(
    (line) => line.startsWith('{"address"') && !line.includes('"type":"SHAPE"'),
  )
  expect(summary['objects']).toBe(objects.length)
  expect(summary['damage']).toMatchObject({ truncated: true, badLines: 1 })
  expect((summary['damage'] as { notes: { line: number }[] }).notes[0].line).toBe(whole.length + 1)
})

test('what is no dump is refused in one sentence, with exit status 2', async () => {
  const cases: [string, Uint8Array | string][] = [
    ['empty', ''],
    ['half a line', '{"address":"0x7f00'],
    ['picture', Buffer.from('89504e470d0a1a0a0000000d49484452000000', 'hex')],
    ['log', 'Started GET "/" for 127.0.0.1\nProcessing by HomeController#index\n'.repeat(1000)],
    ['array', JSON.stringify([1, 2, { a: 1 }])],
    ['constants', 'null\ntrue\n42\n'],
    ['gzip', gzipSync('hello')],
  ]
  for (const [name, bytes] of cases) {
    const { status, stdout, stderr } = await space.run(['summary', make(name, bytes)])
    expect([name, status, stdout]).toEqual([name, 2, ''])
    expect(stderr.split('\n').filter(Boolean).length, name).toBeLessThanOrEqual(2)
    expect(stderr, name).not.toMatch(/\bat .*\.js:\d/)
  }
  const missing = await space.run(['summary', space.file('missing')])
  expect([missing.status, missing.stdout]).toEqual([2, ''])
  const folder = await space.run(['summary', space.folder])
  expect(folder.status).toBe(2)
  expect(folder.stderr).toContain('folder')
})

test('damaged gzip is told apart from a damaged dump', async () => {
  const bad = Buffer.from(packed)
  bad.fill(0x55, 5000, 6000)
  const { status, stderr } = await space.run(['summary', make('damaged.gz', bad)])
  expect(status).toBe(2)
  expect(stderr).toContain('compressed data')
})

test('a reader that closes early is no failure', async () => {
  const { status, stderr } = await space.run(
    ['top', example('after'), '--by', 'site', '--limit', '5000'],
    {
      closeAfter: 10,
    },
  )
  expect([status, stderr]).toEqual([0, ''])
})

test('--stream counts the same objects and bytes in flat memory', async () => {
  const file = make('plain.json', plain)
  const summary = await space.ask(['summary', file])
  const streamed = await space.ask(['summary', file, '--stream'])
  expect(streamed['kind']).toBe('stream-summary')
  expect([streamed['objects'], streamed['bytes']]).toEqual([summary['objects'], summary['bytes']])
  expect(streamed['types']).toEqual(summary['types'])
})

test('a dump far larger than the memory is refused before it is read', async () => {
  // A sparse file: 4 TB that take no room, after a first stretch of real lines.
  const file = make('huge.json', plain)
  execFileSync('truncate', ['-s', '4T', file])
  const { status, stderr, milliseconds } = await space.run(['summary', file, '--no-index'])
  expect(status).toBe(2)
  expect(stderr).toContain('--stream')
  expect(milliseconds).toBeLessThan(10_000)
})
