// The index file, through the built command: written once, read again, never trusted blindly.
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { example, fixture, workspace } from './workspace.ts'

const space = workspace()
const COMMAND = fileURLToPath(new URL('../../dist/loupe.js', import.meta.url))

function dumpFile(name: string): string {
  const file = space.file(name)
  writeFileSync(file, gunzipSync(readFileSync(fixture('whole/native-3.3-bare.json.gz'))))
  return file
}

function indexOf(dump: string): string {
  const name = space.indexes().find((each) => each.startsWith(dump.split('/').at(-1) ?? ''))
  if (name === undefined) throw new Error(`no index of ${dump}`)
  return join(space.cache, name)
}

test('a second opening answers the same from the index', async () => {
  const dump = dumpFile('twice.json')
  const first = await space.ask(['summary', dump])
  const { mtimeMs } = statSync(indexOf(dump))
  const second = await space.ask(['summary', dump])
  expect(second).toEqual(first)
  expect(statSync(indexOf(dump)).mtimeMs).toBe(mtimeMs)
  const without = await space.ask(['summary', dump, '--no-index'])
  expect(without).toEqual(first)
})

test('every question answers the same from the index as without one', async () => {
  const dump = example('after')
  const questions = [
    ['top', dump, '--by', 'class'],
    ['top', dump, '--by', 'site'],
    ['show', dump, 'Work[20]'],
    ['refs', dump, 'Work[20]'],
    ['referrers', dump, 'Work'],
    ['path', dump, 'Work'],
    ['path', dump, 'Work[3]', '--count', '3'],
    ['dominators', dump, '--merge'],
    ['find', dump, 'Routes*'],
  ]
  const { stdout } = await space.run(['index', dump])
  expect(stdout).toContain('index')
  for (const question of questions) {
    expect(await space.ask(question), question.join(' ')).toEqual(
      await space.ask([...question, '--no-index']),
    )
  }
}, 120_000)

test('the index does not depend on the number of workers', async () => {
  const dump = dumpFile('workers.json')
  const seen: Buffer[] = []
  for (const workers of ['1', '2', '3', '5']) {
    await space.run(['index', dump, '--workers', workers])
    seen.push(readFileSync(indexOf(dump)))
  }
  await space.run(['index', dump], { env: { LOUPE_KERNEL: 'typescript' } })
  seen.push(readFileSync(indexOf(dump)))
  for (const bytes of seen) expect(bytes.equals(seen[0])).toBe(true)
}, 60_000)

test('a flipped bit anywhere is found out, and the answer stays right', async () => {
  const dump = dumpFile('flipped.json')
  const question = ['path', dump, 'Gem']
  const right = await space.ask(question)
  const file = indexOf(dump)
  const good = readFileSync(file)
  // The head and tail are read at every opening; sections only where a question needs them.
  const places = [good.length - 1, good.length - 20, good.length - 200]
  for (let i = 1; i < 16; i++) places.push(Math.floor((good.length * i) / 16))
  let noticed = 0
  for (const place of places) {
    const bad = Buffer.from(good)
    bad[place] ^= 0x10
    writeFileSync(file, bad)
    const { status, stdout, stderr } = await space.run([...question, '--json'])
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toEqual(right)
    if (stderr.includes('index')) noticed++
  }
  expect(noticed).toBeGreaterThan(3)
}, 120_000)

test('an index that is cut off, empty or something else is built anew', async () => {
  const dump = dumpFile('cut.json')
  const right = await space.ask(['summary', dump])
  const file = indexOf(dump)
  const good = readFileSync(file)
  for (const bad of [
    good.subarray(0, 1000),
    good.subarray(0, good.length - 7),
    Buffer.alloc(0),
    Buffer.from('x'.repeat(500)),
  ]) {
    writeFileSync(file, bad)
    const { status, stdout, stderr } = await space.run(['summary', dump, '--json'])
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toEqual(right)
    expect(stderr).toContain('built anew')
    expect(readFileSync(file).length).toBe(good.length)
  }
})

test('an index of another version of Loupe is not used', async () => {
  const dump = dumpFile('version.json')
  await space.ask(['summary', dump])
  const file = indexOf(dump)
  const bytes = readFileSync(file)
  bytes.writeUInt32LE(999, bytes.length - 16)
  writeFileSync(file, bytes)
  const { stderr, status } = await space.run(['summary', dump])
  expect(status).toBe(0)
  expect(stderr).toContain('another version')
})

test('an index of a dump that has changed since is not used', async () => {
  const dump = dumpFile('stale.json')
  const before = await space.ask(['summary', dump])
  copyFileSync(dump, space.file('other.json'))
  writeFileSync(dump, gunzipSync(readFileSync(fixture('whole/native-3.4-bare.json.gz'))))
  const { stdout, stderr } = await space.run(['summary', dump, '--json'])
  expect(stderr).toContain('changed')
  expect(JSON.parse(stdout).objects).not.toBe(before['objects'])
  // Same bytes, another time: not trusted either.
  const old = statSync(dump)
  utimesSync(dump, old.atime, new Date(old.mtimeMs - 60_000))
  expect((await space.run(['summary', dump])).stderr).toContain('changed')
})

test('indexes are private, listed and cleared', async () => {
  const dump = dumpFile('listed.json')
  await space.run(['index', dump])
  expect(statSync(indexOf(dump)).mode & 0o077).toBe(0)
  expect(statSync(space.cache).mode & 0o077).toBe(0)
  const listed = await space.ask(['index', '--list'])
  expect((listed['entries'] as { dump: string }[]).map((entry) => entry.dump)).toContain(dump)
  const cleared = await space.ask(['index', '--clear'])
  expect((cleared['cleared'] as { files: number }).files).toBeGreaterThan(0)
  expect(space.indexes()).toEqual([])
})

test('no room for the index costs the index, not the answer, and leaves nothing behind', async () => {
  const dump = dumpFile('no-room.json')
  const right = await space.ask(['summary', dump, '--no-index'])
  const cache = space.file('small')
  // Files of at most 100 KB: what a full disk is to a program.
  const limited = [
    '-c',
    'ulimit -f 100; exec "$@"',
    'bash',
    process.execPath,
    COMMAND,
    'summary',
    dump,
    '--json',
  ]
  const { stdout, stderr, status } = spawnSync('bash', limited, {
    encoding: 'utf8',
    env: { ...process.env, LOUPE_CACHE_DIR: cache },
  })
  expect(status).toBe(0)
  expect(JSON.parse(stdout)).toEqual(right)
  expect(stderr).toContain('no room left')
  expect(readdirSync(cache)).toEqual([])
})

test('a cache folder that cannot be written costs the index, not the answer', async () => {
  const dump = dumpFile('nowhere.json')
  const notFolder = space.file('not-a-folder')
  writeFileSync(notFolder, '')
  const { status, stdout, stderr } = await space.run(['summary', dump, '--json'], {
    env: { LOUPE_CACHE_DIR: join(notFolder, 'deeper') },
  })
  expect(status).toBe(0)
  expect(JSON.parse(stdout).objects).toBeGreaterThan(17_000)
  expect(stderr).toContain('the index was not kept')
  expect(existsSync(join(notFolder, 'deeper'))).toBe(false)
})
