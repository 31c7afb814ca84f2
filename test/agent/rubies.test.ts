// What of the agent needs no socket, thread or fork, under every Ruby at hand: it loads, knows the
// addresses that dumps write, and writes facts that fit the dump. The program's own dump is the proof.
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { forEachRuby, versionNumber } from '../rubies.ts'
import { AGENT, open } from './agent-process.ts'

const MARK = 'FACTS OF THE HEAP '
const PROGRAM = `
  ENV['LOUPE_AGENT'] = 'off'
  eval(${JSON.stringify(readFileSync(AGENT, 'utf8')).replaceAll('#', '\\#')}, TOPLEVEL_BINDING, 'loupe_agent.rb')
  module Shop
    class Order
      def initialize(number)
        @number = "number #{number}"
        @lines = [number]
        @paid = true if number.even?
      end
    end
    Pair = Struct.new(:left, :right)
    Point = Data.define(:x, :y) if defined?(Data.define)
    ORDERS = Array.new(40) { |i| Order.new(i) }
    BASIC = Class.new(BasicObject).new
    BIG = 2**80
    SMALL = 5
    SYMBOL = "dynamic #{ORDERS.size}".to_sym
    FROZEN = 'frozen'.freeze
  end
  pieces = LoupeAgent::Pieces.new
  LoupeAgent::HeapFacts.write(pieces, 5)
  newer = RUBY_VERSION >= '3.2'
  shape = ->(options) { LoupeAgent::Dump.take(:string, options).lines.map { |line| line.include?('"type":"SHAPE"') }.uniq }
  taken = LoupeAgent::Json.of(newer ? [shape.({ what: 'shapes' }), shape.({ shapes: 'off' }), shape.({})] : [])
  facts = LoupeAgent::Json.of(LoupeAgent::Facts.process)
  # Comes along in the dump, as a string: there is no file here.
  FACTS = '${MARK}' + [facts, pieces.string, taken].map { |text| text.unpack1('H*') }.join(' ')
`

interface Heap {
  readonly modules: {
    name?: string
    address: string
    members?: string[]
    constants?: Record<string, string>
  }[]
  readonly objects: { class: string; ivars: string[]; seen: number; samples: string[][] }[]
}

forEachRuby('loads the agent, whose addresses are those of the dump', async (ruby) => {
  const dump = await ruby.dump(PROGRAM, { collections: 1 })
  const { rows, questions } = open(dump)
  expect(questions.summary().damage.badLines).toBe(0)
  const [, process = '', heap = '', taken = ''] =
    new RegExp(`"value":"${MARK}(\\w+) (\\w+) (\\w+)"`).exec(
      Buffer.from(dump).toString('latin1'),
    ) ?? []
  const read = (hex: string): unknown => JSON.parse(Buffer.from(hex, 'hex').toString())
  const facts = read(process) as { kind: string; ruby: { version: string } }
  expect(facts.kind).toBe('loupe-capture')
  if (ruby.name !== 'head') expect(facts.ruby.version.startsWith(ruby.name)).toBe(true)

  // Only shapes, none, and both.
  const shapes = [[true], [false], expect.arrayContaining([true, false])]
  expect(read(taken)).toEqual(versionNumber(ruby) >= 302 ? shapes : [])

  const { modules, objects } = read(heap) as Heap
  const module = (name: string) => modules.find((each) => each.name === name)
  const { constants = {} } = module('Shop') ?? {}
  const typeOf = (name: string) => rows.get(constants[name] ?? '')?.type
  expect(['Order', 'ORDERS', 'BASIC', 'BIG', 'SYMBOL', 'FROZEN'].map(typeOf)).toEqual([
    'CLASS',
    'ARRAY',
    'OBJECT',
    'BIGNUM',
    'SYMBOL',
    'STRING',
  ])
  expect(constants).not.toHaveProperty('SMALL')
  expect(module('Shop::Pair')?.members).toEqual(['left', 'right'])
  if (versionNumber(ruby) >= 302) expect(module('Shop::Point')?.members).toEqual(['x', 'y'])

  const orders = objects.filter((each) => each.class === constants.Order)
  expect(orders.map(({ ivars, seen }) => `${ivars.length}: ${seen}`).toSorted()).toEqual([
    '2: 20',
    '3: 20',
  ])
  for (const { samples } of orders) {
    expect(samples).toHaveLength(5)
    for (const [object = '', number = '', lines = ''] of samples) {
      expect(rows.get(object)).toEqual({ type: 'OBJECT', class: constants.Order })
      expect([rows.get(number)?.type, rows.get(lines)?.type]).toEqual(['STRING', 'ARRAY'])
    }
  }
})
