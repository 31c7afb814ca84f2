// Times the collections of src/library on all objects of a dump: each query the first time it is asked
// (names made, code not yet compiled) and the best of several, wall and processor time: on a machine
// with other work, the second says more. Where the sheap gem has the like, what it takes there: it
// keeps lines and matches them with regular expressions.
// Usage: node bench/micro/collection.mjs [dump] [runs] [--sheap]
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { GEMS } from '../../scripts/gems.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const cache = `${here}../../node_modules/.cache/loupe-bench`
const [dump = `${here}../dumps/1m-traced.json`, runs = '5'] = process.argv
  .slice(2)
  .filter((argument) => !argument.startsWith('--'))

const { openFile, readHeap, createWorkbench, lazyTrees, createHeap } = await bundle()
const source = openFile(dump)
const read = readHeap(source)
const { study, ...questions } = createWorkbench(read, lazyTrees(read), { name: dump, bytes: 1 })
const heap = createHeap({ study, questions, name: dump, close: async () => source.close() })

const times = new Map()
time('all objects (their numbers)', () => heap.objects.length)
const all = heap.objects
const klass = busiest('klass')
const location = heap.traced ? busiest('location') : ''
const trees = 'dominator tree (once)'
const queries = {
  'where type': () => all.where({ type: 'STRING' }).length,
  strings: () => all.strings.length,
  'where imemoType': () => all.where({ imemoType: 'iseq' }).length,
  'where klass, a name': () => all.where({ klass }).length,
  'where klass, a pattern': () => all.where({ klass: /^Shop::/ }).length,
  'where klass, a class': () => all.where({ klass: heap.classNamed(klass) }).length,
  'where struct': () => all.where({ struct: 'proc' }).length,
  'where memsize, exact': () => all.where({ memsize: 40 }).length,
  'where memsize, a range': () => all.where({ memsize: { min: 1000 } }).length,
  'where length': () => all.where({ length: { min: 100 } }).length,
  'where slotSize null': () => all.where({ slotSize: null }).length,
  'where old': () => all.where({ old: true }).length,
  'where frozen and old and type': () =>
    all.where({ frozen: false, old: true, type: 'ARRAY' }).length,
  ...(heap.traced
    ? {
        'where file, a pattern': () => all.where({ file: /a/ }).length,
        'where line': () => all.where({ line: { min: 100 } }).length,
        'where location': () => all.where({ location: location }).length,
        'where method': () => all.where({ method: /^i/ }).length,
        'where gem': () => all.where({ gem: 'app' }).length,
        'where generation': () => all.where({ generation: { min: 1 } }).length,
        "countBy 'location'": () => all.countBy('location').size,
        "countBy 'gem'": () => all.countBy('gem').size,
        "countBy 'generation'": () => all.countBy('generation').size,
        "sortBy 'location'": () => all.sortBy('location').length,
      }
    : {}),
  "countBy 'type'": () => all.countBy('type').size,
  "countBy 'class'": () => all.countBy('class').size,
  "countBy 'klass'": () => all.countBy('klass').size,
  "sumBy 'klass'": () => all.sumBy('klass').size,
  "tally 'memsize'": () => all.tally('memsize').size,
  "groupBy 'klass'": () => all.groupBy('klass').size,
  "sum 'memsize'": () => all.sum('memsize'),
  "sortBy 'memsize'": () => all.sortBy('memsize').length,
  "sortBy 'className'": () => all.sortBy('className').length,
  "maxBy 'memsize'": () => all.maxBy('memsize')?.memsize,
  'union, of halves': () => all.first(all.length >> 1).union(all.last(all.length >> 1)).length,
  intersect: () => all.intersect(all.strings).length,
  minus: () => all.minus(all.strings).length,
  'references of strings': () => all.strings.references.length,
  'referrers of strings': () => all.strings.referrers.length,
  [trees]: () => study.trees.dominators.reachable,
  'where reachable': () => all.where({ reachable: false }).length,
  'where retainedSize': () => all.where({ retainedSize: { min: 10_000 } }).length,
  "sortBy 'retainedSize'": () => all.sortBy('retainedSize').length,
  'strings.retainedBytes': () => all.strings.retainedBytes,
  'filter, memsize': () => all.filter(({ memsize }) => memsize > 1000).length,
  'filter, type': () => all.filter(({ type }) => type === 'STRING').length,
  'filter, className': () => all.filter(({ className }) => className === klass).length,
  iterate: () => {
    let sum = 0
    for (const object of all) sum += object.memsize
    return sum
  },
  'sortBy, a function': () => all.sortBy((object) => -object.memsize).length,
  '[i], 100,000 times': () => {
    let sum = 0
    for (let i = 0; i < 100_000; i++) sum += all[-1 - i].node
    return sum
  },
  'where value, a text': () => all.where({ value: 'to_s' }).length,
  "strings tally 'value'": () => all.strings.tally('value').size,
  'strings map value': () => new Set(all.strings.map(({ value }) => value)).size,
  'strings where value': () => all.strings.where({ value: 'to_s' }).length,
  'where value, a pattern': () => all.where({ value: /e\d+r/ }).length,
}
for (const [name, query] of Object.entries(queries)) {
  for (let run = 0; run < (name.includes('value') || name === trees ? 1 : Number(runs)); run++) {
    time(name, query)
  }
}

const theirs = process.argv.includes('--sheap') ? sheap() : {}
console.log(`${dump}: ${all.length} objects, best of ${runs}; class ${klass}\n`)
console.log(
  `${'query'.padEnd(32)}${'found'.padStart(12)}${'first'.padStart(9)}${'CPU'.padStart(9)}${'best'.padStart(9)}${'CPU'.padStart(9)}${'sheap'.padStart(10)}`,
)
for (const [name, { first, best, firstCpu, bestCpu, found }] of times) {
  const other = theirs[name] === undefined ? '' : `${theirs[name].toFixed(0)} ms`
  const took = [first, firstCpu, best, bestCpu].map(ms)
  const cells = [String(found).padStart(12), ...took, other.padStart(10)]
  console.log(name.padEnd(32) + cells.join(''))
}

function ms(value) {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`.padStart(9)
}

function time(name, query) {
  const before = process.cpuUsage()
  const start = performance.now()
  const found = query()
  const took = performance.now() - start
  const { user, system } = process.cpuUsage(before)
  const cpu = (user + system) / 1000
  const known = times.get(name)
  if (known === undefined) {
    times.set(name, { first: took, best: took, firstCpu: cpu, bestCpu: cpu, found })
  } else {
    known.best = Math.min(known.best, took)
    known.bestCpu = Math.min(known.bestCpu, cpu)
  }
}

function busiest(key) {
  for (const name of all.countBy(key).keys()) if (name !== null && name !== 'String') return name
  throw new Error(`nothing has ${key}`)
}

/** name of a query -> milliseconds */
function sheap() {
  const env = { ...process.env, GEM_HOME: GEMS, GEM_PATH: GEMS }
  const ruby = process.env.RUBY ?? 'ruby'
  const traced = heap.traced ? ['traced'] : []
  const script = `${here}collection-sheap.rb`
  const output = execFileSync(ruby, [script, dump, klass, ...traced], { env })
  return JSON.parse(output.toString())
}

async function bundle() {
  mkdirSync(cache, { recursive: true })
  const src = `${here}../../src`
  const entry = [
    `export { openFile } from '${src}/platform/node/file-source.ts'`,
    `export { readHeap } from '${src}/heap/read-heap.ts'`,
    `export { createWorkbench, lazyTrees } from '${src}/workbench/workbench.ts'`,
    `export { createHeap } from '${src}/library/heap.ts'`,
  ].join('\n')
  const plugin = {
    name: 'entry',
    resolveId: (id) => (id === 'virtual:entry' ? id : undefined),
    load: (id) => (id === 'virtual:entry' ? entry : undefined),
  }
  const build = await rolldown({ input: 'virtual:entry', plugins: [plugin], platform: 'node' })
  await build.write({ file: `${cache}/collection.mjs`, format: 'esm' })
  return import(`${cache}/collection.mjs`)
}
