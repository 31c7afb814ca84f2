// Dumps of one process, each way of taking them, opened with Loupe's engine.
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { connectTo } from './agent-client.ts'
import type { Line } from './agent-client.ts'
import { descendants, open, sha256, start } from './agent-process.ts'

const PROGRAM = `
  module Shop
    Pair = Struct.new(:left, :right)
    class Order
      @registry = ['a registry']
      @@count = ['a count']
      def initialize(number)
        @number = "number #{number}"
        @lines = [number.to_s * 9]
        @paid = true if number.even?
      end
    end
    class Unset; end
    ORDERS = Array.new(500) { |i| Order.new(i) }
    SECRET = 'hunter2-not-to-be-told'
    BASIC = Class.new(BasicObject) { def initialize; @inside = "basic"; end }.new
    class Odd
      def class = raise
      def hash = raise
      def to_s = raise
      def inspect = raise
      def instance_variables = raise
      def self.name = raise
      def self.constants(*) = raise
      def initialize; @odd = Object.new; end
    end
    ODD = Odd.new
  end
  $pair = Shop::Pair.new('left', Shop::ORDERS)
  autoload :NeverLoaded, '/nowhere/at/all'
  puts 'ready'
  sleep
`

interface Capture {
  readonly kind: string
  readonly version: number
  readonly way: string
  readonly process: { pid: number; argv: string[] }
  readonly threads: { name: string | null; main: boolean; agent: boolean; address: string }[]
  readonly dump: { sha256: string }
  readonly heap: {
    globals: Record<string, string>
    modules: {
      address: string
      name?: string
      constants?: Record<string, string>
      ivars?: Record<string, string>
      class_variables?: Record<string, string>
      members?: string[]
    }[]
    objects: {
      class: string
      name: string | null
      instances: number
      ivars: string[]
      seen: number
      samples: (string | null)[][]
    }[]
  }
}

const parse = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString()) as Capture

function expectWhole(file: Uint8Array, result: Line | null): void {
  expect(result).toMatchObject({ type: 'result', request: 'dump' })
  const raw = file[0] === 0x1f ? gunzipSync(file) : file
  expect(result?.bytes).toBe(file.length)
  expect(result?.raw_bytes).toBe(raw.length)
  expect(result?.sha256).toBe(sha256(file))
  expect(result?.lines).toBe(raw.toString('latin1').split('\n').length - 1)
  const { questions } = open(file)
  const { damage, partial, verification } = questions.summary({ verify: 30 })
  expect(damage).toEqual({ badLines: 0, repaired: 0, truncated: false, notes: [] })
  expect(partial).toBe(false)
  expect(verification?.sampled).toBe(30)
  expect(verification?.failures).toEqual([])
  const { groups } = questions.top({ by: 'class', limit: 100_000 })
  expect(groups.find(({ name }) => name === 'Shop::Order')?.count).toBe(500)
}

test('a dump to a file is whole, private, and has its capture file', async () => {
  const target = await start(PROGRAM, {
    args: ['--token', 's3cr3t-one', '--db-password=s3cr3t-two', 'http://me:s3cr3t-three@host/'],
  })
  const path = join(target.folder, 'heap.json')
  const { last } = await target.ask(`loupe/1 dump path=${path}`)
  const file = readFileSync(path)
  expectWhole(file, last)
  expect(last).toMatchObject({ way: 'fork', gzip: false, path })
  const pause = last?.pause as { gc_ms: number[]; fork_ms: number; longest_ms: number }
  expect(pause.gc_ms).toHaveLength(3)
  expect(pause.longest_ms).toBe(Math.max(...pause.gc_ms, pause.fork_ms))

  const capturePath = join(target.folder, 'heap.capture.json')
  for (const each of [path, capturePath]) expect(statSync(each).mode & 0o777).toBe(0o600)
  const bytes = readFileSync(capturePath)
  expect(last?.capture).toEqual({
    path: capturePath,
    bytes: bytes.length,
    sha256: sha256(bytes),
    heap: true,
  })
  expect(parse(bytes)).toMatchObject({
    kind: 'loupe-capture',
    version: 1,
    way: 'fork',
    process: { pid: target.pid },
    dump: { sha256: sha256(file) },
  })
  expect(parse(bytes).process.argv).toEqual([
    '--token',
    '[hidden]',
    '--db-password=[hidden]',
    'http://[hidden]@host/',
  ])
  expect(bytes.toString()).not.toContain('hunter2')
  expect(bytes.toString()).not.toContain('s3cr3t')
  expect(readdirSync(target.folder).toSorted()).toEqual([
    'agent',
    'app.rb',
    'heap.capture.json',
    'heap.json',
  ])
  expect(descendants(target.pid)).toEqual([])
  expect(target.output()).toBe('ready\n')
})

test('names in the capture file belong to the addresses of the dump', async () => {
  const target = await start(PROGRAM)
  const path = join(target.folder, 'heap.json')
  await target.ask(`loupe/1 dump path=${path} samples=7`)
  const { rows } = open(readFileSync(path))
  const { heap, threads } = parse(readFileSync(join(target.folder, 'heap.capture.json')))
  const module = (name: string) => heap.modules.find((each) => each.name === name)
  const at = (address: string | null | undefined) => rows.get(address ?? '')

  const { constants = {} } = module('Shop') ?? {}
  const order = constants.Order
  expect(at(order)?.type).toBe('CLASS')
  expect(order).toBe(module('Shop::Order')?.address)
  expect(at(constants.ORDERS)?.type).toBe('ARRAY')
  expect(at(constants.SECRET)?.type).toBe('STRING')
  expect(at(constants.BASIC)?.type).toBe('OBJECT')
  expect(at(constants.ODD)?.class).toBe(constants.Odd)
  expect(at(module('Shop::Order')?.ivars?.['@registry'])?.type).toBe('ARRAY')
  expect(at(module('Shop::Order')?.class_variables?.['@@count'])?.type).toBe('ARRAY')
  expect(module('Shop::Pair')?.members).toEqual(['left', 'right'])
  expect(at(heap.globals.$pair)).toEqual({ type: 'STRUCT', class: constants.Pair })
  expect(module('Object')?.constants).not.toHaveProperty('NeverLoaded')
  expect(threads.filter(({ main }) => main)).toHaveLength(1)
  expect(threads.filter(({ agent }) => agent)).toHaveLength(2)
  for (const { address } of threads) expect(at(address)?.type).toBe('DATA')

  const groups = heap.objects.filter((each) => each.class === order)
  expect(groups.map(({ ivars, seen }) => `${ivars.join()} ${seen}`).toSorted()).toEqual([
    '@number,@lines 250',
    '@number,@lines,@paid 250',
  ])
  for (const { samples, ivars, instances } of groups) {
    expect(instances).toBe(500)
    expect(samples).toHaveLength(7)
    for (const [object, number, lines, paid] of samples) {
      expect(at(object)).toEqual({ type: 'OBJECT', class: order })
      expect([at(number)?.type, at(lines)?.type]).toEqual(['STRING', 'ARRAY'])
      expect(paid).toBe(ivars.length === 3 ? null : undefined)
    }
  }
  // Every sample is what it says it is: its class, or a singleton class of its own.
  for (const each of heap.objects) {
    for (const [object] of each.samples) expect(at(object)).toBeDefined()
  }
  // No method of the application's was called on the way: `Odd` raises from all of them.
  const odd = heap.objects.find((each) => each.class === constants.Odd)
  expect([odd?.name, odd?.ivars]).toEqual(['Shop::Odd', ['@odd']])
})

test('compressed, streamed, in place: the same heap', async () => {
  const target = await start(PROGRAM)
  const file = (name: string) => join(target.folder, name)

  const zipped = await target.ask(`loupe/1 dump path=${file('a.json.gz')}`)
  expectWhole(readFileSync(file('a.json.gz')), zipped.last)
  expect(zipped.last?.gzip).toBe(true)
  expect(existsSync(file('a.capture.json'))).toBe(true)

  for (const request of ['dump', 'dump gzip=6', 'dump fork=0', 'dump fork=0 gzip=1']) {
    const { last, frames } = await target.ask(`loupe/1 ${request} gc=1`)
    expectWhole(frames.dump, last)
    expect(last?.gzip).toBe(request.includes('gzip'))
    expect(last?.way).toBe(request.includes('fork=0') ? 'in-place' : 'fork')
    expect(last?.capture).toMatchObject({ sha256: sha256(frames.capture) })
    expect(parse(frames.capture).dump.sha256).toBe(sha256(frames.dump))
  }

  const inPlace = await target.ask(`loupe/1 dump fork=0 path=${file('b.json')} samples=3`)
  expectWhole(readFileSync(file('b.json')), inPlace.last)
  const pause = inPlace.last?.pause as { dump_ms: number }
  expect(pause.dump_ms).toBeGreaterThan(0)
  const { rows } = open(readFileSync(file('b.json')))
  const { heap } = parse(readFileSync(file('b.capture.json')))
  const shop = heap.modules.find(({ name }) => name === 'Shop')
  expect(rows.get(shop?.constants?.ORDERS ?? '')?.type).toBe('ARRAY')
  expect(target.socketFiles()).toEqual([`${target.pid}.sock`])
})

test('with other threads Ruby 3.0 to 3.3 is not dumped in place', async () => {
  const target = await start(`Thread.new { sleep }\n${PROGRAM}`)
  const { last } = await target.ask('loupe/1 dump fork=0')
  expect(last).toMatchObject({ type: 'error', code: 'in-place-refused' })
  expect((await target.ask('loupe/1 dump')).last?.type).toBe('result')
})

test('what the fork holds in locals of other threads is there, but unreachable', async () => {
  const target = await start(`
    class OnlyLocal; end
    Thread.new { kept = OnlyLocal.new; sleep; kept }
    ${PROGRAM}`)
  const { frames } = await target.ask('loupe/1 dump')
  const { questions } = open(frames.dump)
  const { items } = questions.find('OnlyLocal', { limit: 10 })
  const [only, ...more] = items.filter(({ label }) => label === '#<OnlyLocal>')
  expect(more).toEqual([])
  expect(questions.show(only.handle).reachable).toBe(false)
})

test('tracing is on while the dump is taken, and off and cleared afterwards', async () => {
  const target = await start(`
    Thread.new { loop { $made = Array.new(50) { Object.new }; sleep 0.02 } }
    puts 'ready'
    sleep`)
  const traced = await target.ask('loupe/1 dump trace=1')
  expect(traced.progress.some(({ phase }) => phase === 'trace')).toBe(true)
  const { questions } = open(traced.frames.dump)
  expect(questions.summary().traced).toBe(true)
  const { groups } = questions.top({ by: 'file', limit: 100 })
  expect(groups.find(({ name }) => name.endsWith('app.rb'))?.count).toBeGreaterThanOrEqual(50)

  expect((await target.ask('loupe/1 status')).last?.tracing).toBe(false)
  expect(open((await target.ask('loupe/1 dump')).frames.dump).questions.summary().traced).toBe(
    false,
  )
  expect((await target.ask('loupe/1 trace state=on')).last?.tracing).toBe(true)
  const gc = (await target.ask('loupe/1 gc')).last?.gc as { count: number }
  const partial = await target.ask(`loupe/1 dump since=${gc.count} gc=0`)
  expect(open(partial.frames.dump).questions.summary().partial).toBe(true)
  expect((await target.ask('loupe/1 trace state=off')).last?.tracing).toBe(false)
})

test('what this Ruby cannot do, and what is no request, is refused in words', async () => {
  const target = await start(PROGRAM)
  writeFileSync(join(target.folder, 'there.json'), 'mine')
  const codes: [string, string][] = [
    ['loupe/1 dump what=shapes', 'unsupported'],
    ['loupe/1 dump shapes=off', 'unsupported'],
    ['loupe/1 dump what=all', 'bad-request'],
    ['loupe/1 dump gc=-1', 'bad-request'],
    ['loupe/1 dump path=relative.json', 'bad-request'],
    ['loupe/1 dump path=/a%00b', 'bad-request'],
    ['loupe/1 dump no-option=1', 'bad-request'],
    ['loupe/1 eval', 'bad-request'],
    ['loupe/1', 'bad-request'],
    ['GET / HTTP/1.1', 'bad-request'],
    ['loupe/2 hello', 'version'],
    [`loupe/1 dump path=${target.folder}/there.json`, 'exists'],
    [`loupe/1 dump path=${target.folder}/no/such/folder.json`, 'no-folder'],
  ]
  const client = await connectTo(target.socket)
  for (const [request, code] of codes) {
    const { last } = await client.ask(request)
    expect([request, last?.type, last?.code]).toEqual([request, 'error', code])
  }
  expect((await client.ask('loupe/1 hello')).last).toMatchObject({
    type: 'result',
    protocol: 1,
    pid: target.pid,
  })
  client.close()
  expect(readFileSync(join(target.folder, 'there.json'), 'utf8')).toBe('mine')
  const again = await target.ask(`loupe/1 dump overwrite=1 path=${target.folder}/there.json`)
  expectWhole(readFileSync(join(target.folder, 'there.json')), again.last)
})

test('a path is percent-encoded; nothing of a name can break an answer', async () => {
  const target = await start(`Thread.current.name = "a\\"\\n\\e[31m\\u0085b"\n${PROGRAM}`)
  const name = `${target.folder}/a name with é.json`
  const { last } = await target.ask(`loupe/1 dump path=${encodeURI(name)}`)
  expectWhole(readFileSync(name), last)
  const facts = (await target.ask('loupe/1 facts')).last?.facts as Capture
  expect(facts.threads.find(({ main }) => main)?.name).toBe('a"\n\u001b[31m\u0085b')
})
