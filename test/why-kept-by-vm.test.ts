// What `why` says of what Ruby itself keeps, under every Ruby at hand: enabled TracePoints, finalizers,
// variables made at run time, threads, methods made from blocks. Each beside one that is like it and is not.
import { expect } from 'vitest'
import { studyOf } from '../src/analysis/testing/study-of.ts'
import { why } from '../src/analysis/why/why.ts'
import { memorySource } from '../src/dump/memory-source.ts'
import { readHeap } from '../src/heap/read-heap.ts'
import { dumpOnce, forEachRuby, versionNumber, type Ruby } from './rubies.ts'

const CLASSES = `
  class Page0
    def initialize(n)
      @text = "page #{n} " * 400
    end

    def trace
      TracePoint.new(:raise) { @text }
    end

    def block
      proc { @text }
    end
  end

  Page1, Page2, Page3, Page4 = Array.new(4) { Class.new(Page0) }

  class Shelf
    attr_reader :all

    def initialize
      @all = []
    end
  end

  class Columns
    LIST = []
  end

  def overwrite(depth)
    [depth].each { |left| overwrite(left - 1) if left > 0 }
    nil
  end
`

/** Each mechanism with pages of its own class, and then what is like each. */
const KEPT = `
  Page1.new(n).trace.enable
  ObjectSpace.define_finalizer($one, Page2.new(n).block)
  $shelf.instance_variable_set("@page#{n}", Page3.new(n))
  block = Page4.new(n).block
  Columns.send(:define_method, "m#{n}", &block)
`
const LIKE_IT = `
  $traces << Page1.new(n).trace
  page = Page2.new(n)
  ObjectSpace.define_finalizer(page, page.block)
  $shelf.all << Page3.new(n)
  Columns::LIST << Page4.new(n).block
`

/** The titles of findings in one dump, of a program that does `work` 200 times. */
async function titles(ruby: Ruby, work: string): Promise<readonly string[]> {
  const script = `${CLASSES}
    $one, $traces, $shelf, $threads, $never = Object.new, [], Shelf.new, [], Queue.new
    200.times { |n| ${work} }
    overwrite(40)
    3.times { GC.start }`
  const study = studyOf(readHeap(memorySource(await dumpOnce(ruby, script))))
  return why([{ name: 'dump', study }]).findings.map(({ title }) => title)
}

const CASES: readonly (readonly [what: string, page: string, kept: RegExp, like: RegExp])[] = [
  [
    'a TracePoint is kept while it is enabled, or by a list',
    'Page1',
    /^200 TracePoint objects.* are enabled and never disabled, and with them 200 Page1 objects$/,
    /^(?!.*enabled)/,
  ],
  [
    'finalizers of one object are told from those of many',
    'Page2',
    /^\d+ finalizers.* were defined for one object, again and again: (?:19\d|200) Page2 objects$/,
    /^(?:19\d|200) Page2 objects are kept alive by finalizers/,
  ],
  [
    'variables made at run time are told from a list in a variable',
    'Page3',
    /^A Shelf object holds 200 Page3 objects, each in an instance variable of its own$/,
    /^A Shelf object holds 200 Page3 objects( in @all)?$/,
  ],
  [
    'methods made from blocks are told from blocks in a list',
    'Page4',
    /^200 methods of Columns were made from blocks .*and with them 200 Page4 objects$/,
    /Columns holds 200 blocks .*and with them 200 Page4 objects$/,
  ],
]

for (const [what, page, kept, like] of CASES) {
  forEachRuby(what, async (ruby) => {
    const of = async (work: string): Promise<string> =>
      (await titles(ruby, work)).find((title) => title.includes(page)) ?? ''
    expect(await of(KEPT)).toMatch(kept)
    expect(await of(LIKE_IT)).toMatch(like)
  })
}

forEachRuby(
  'threads that wait for ever are told from those that have ended',
  async (ruby) => {
    const work = 'page = Page1.new(n); Thread.new { $never.pop; page }'
    const waiting = await titles(ruby, work)
    expect(waiting[0]).toMatch(
      /^20\d threads were started .*and have not ended, and with them Page1 objects$/,
    )
    const ended = await titles(ruby, '$threads << Thread.new { Page1.new(n) }.tap(&:join)')
    expect(ended[0]).toMatch(/200 Thread objects.* have ended$/)
  },
  (ruby) => ruby.kind !== 'wasm' && versionNumber(ruby) >= 300,
)
