// What `why` says of containers, under every Ruby at hand: a list of subscribers that no name tells, keys
// that are not found again, sets. Each beside one that is like it and is not.
import { expect } from 'vitest'
import { studyOf } from '../src/analysis/testing/study-of.ts'
import { why } from '../src/analysis/why/why.ts'
import { memorySource } from '../src/dump/memory-source.ts'
import { readHeap } from '../src/heap/read-heap.ts'
import type { WhyFinding } from '../src/workbench/results.ts'
import { dumpOnce, forEachRuby, type Ruby } from './rubies.ts'

const SCRIPT = `
  require 'set'

  Page1 = Class.new { def initialize(n) = @text = "page #{n} " * 300 }
  Page2 = Class.new(Page1)
  Page3 = Class.new(Page1)
  Page4 = Class.new(Page1)

  class Rates
    def initialize = @all = []
    def subscribe(page) = @all << page
    def notify_all = @all.each(&:to_s)
  end

  class Shelf
    def initialize = @all = []
    def put(page) = @all << page
    def size = @all.size
  end

  class Query
    def initialize(text) = @text = text
  end

  class Known
    def initialize(text) = @text = text
    attr_reader :text
    def hash = text.hash
    def eql?(other) = text == other.text
  end

  class Copies
    def initialize = @pages = {}
    def keep(n, page) = @pages[Query.new("select #{n % 20}")] = page
  end

  class Plain
    def initialize = @pages = {}
    def keep(n, page) = @pages[Known.new("select #{n}")] = page
  end

  class Crawler
    def initialize = @been = Set.new
    def go(n) = @been << n
  end

  $rates, $shelf, $copies, $plain, $crawler = [Rates, Shelf, Copies, Plain, Crawler].map(&:new)
  300.times do |n|
    $rates.subscribe(Page1.new(n))
    $shelf.put(Page2.new(n))
    $copies.keep(n, Page3.new(n))
    $plain.keep(n, Page4.new(n))
  end
  20_000.times { |n| $crawler.go(n) }
  3.times { GC.start }
`

async function findings(ruby: Ruby): Promise<readonly WhyFinding[]> {
  const dump = await dumpOnce(ruby, SCRIPT)
  const study = studyOf(readHeap(memorySource(dump)))
  return why([{ name: 'dump', study }]).findings
}

/** Of the object of a class that holds it. */
async function of(ruby: Ruby, holder: string): Promise<WhyFinding | undefined> {
  return (await findings(ruby)).find(({ path }) =>
    path.some(({ label }) => label === `#<${holder}>`),
  )
}

forEachRuby('a list is one of subscribers by the methods of what has it', async (ruby) => {
  expect(await of(ruby, 'Rates')).toMatchObject({ rule: 'subscribers' })
  expect(await of(ruby, 'Shelf')).toMatchObject({ rule: 'instance-container' })
})

forEachRuby('keys that are not found again are told from keys that are', async (ruby) => {
  const copies = await of(ruby, 'Copies')
  expect(copies?.title).toMatch(/keys many of which are alike$/)
  expect(copies?.advice).toContain('Define hash and eql? in Query')
  expect((await of(ruby, 'Plain'))?.title).not.toMatch(/alike/)
})

forEachRuby('a set of numbers is a large set', async (ruby) => {
  const set = await of(ruby, 'Crawler')
  expect(set?.title).toMatch(/a large set/)
  expect(set?.because).toContain('small numbers, symbols')
})

const LOADING = `
  $folders = Array.new(5_000) { |n| "/srv/plugins/number-#{n}/lib" + "/more" * 20 }
  5_000.times { |n| $LOAD_PATH << "/srv/engines/number-#{n}/lib" + "/more" * 20 }
  3.times { GC.start }
`

forEachRuby('paths added to $LOAD_PATH are called so, other paths are not', async (ruby) => {
  const dump = await dumpOnce(ruby, LOADING)
  const study = studyOf(readHeap(memorySource(dump)))
  const titles = why([{ name: 'dump', study }]).findings.map(({ title }) => title)
  const lists = titles.filter((title) => title.includes('strings')).toSorted()
  expect(lists).toEqual([
    expect.stringMatching(/^A global variable holds 5,0\d\d strings/),
    expect.stringMatching(/^The global variable \$LOAD_PATH holds 5,0\d\d strings/),
  ])
})
