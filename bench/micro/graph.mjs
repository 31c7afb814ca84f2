// Times src/graph on a graph shaped like a Ruby heap: half leaves, each object's first edge leads to
// one of a few hundred classes, most others to something allocated near by, some arrays of 100,000
// elements, a list a tenth of the heap long, 3 % garbage. Prints milliseconds of each phase, best
// of several runs. Usage: node --expose-gc bench/micro/graph.mjs [millions of nodes] [runs]
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const here = fileURLToPath(new URL('.', import.meta.url))
const cache = `${here}../../node_modules/.cache/loupe-bench`

const nodes = Math.round(Number(process.argv[2] ?? 9.72) * 1e6)
const runs = Number(process.argv[3] ?? 3)
const engine = await bundle()
const graph = rubyLikeGraph(nodes)
const size = new Uint32Array(graph.nodeCount - 9).fill(40)
console.log(`${graph.nodeCount} nodes, ${graph.targets.length} edges`)

const best = new Map()
let tree
for (let run = 0; run < runs; run++) {
  measureTree()
  measure('breadth-first tree', () => engine.shortestTree(graph))
  measure('reverse edges', () => engine.reverseGraph(graph))
  const groupOf = tree.nodeAt.map((_, node) => graph.targets[graph.offsets[node]] ?? 0)
  measure('retained by class', () => engine.retainedByGroup(tree, groupOf, graph.nodeCount))
  const target = Math.floor(nodes / 2)
  measure('referrers of 1', () => engine.referrersOf(graph, Uint32Array.of(target)))
  measure('5 different paths', () => engine.differentPaths(graph, target, 5))
  const set = Uint32Array.from({ length: 1000 }, (_, i) => 1000 + i * 7)
  measure('retained set of 1000', () => engine.retainedSet(graph, tree, size, new Map(), set))
}
measure('check', () => engine.checkDominatorTree(graph, size, new Map(), tree))
for (const [name, ms] of best) console.log(`${name.padEnd(40)} ${ms.toFixed(0).padStart(6)} ms`)
console.log(
  `garbage ${graph.nodeCount - tree.reachable}, peak rss ${process.resourceUsage().maxRSS >> 10} MiB`,
)

function measure(name, work) {
  globalThis.gc?.()
  const start = performance.now()
  const result = work()
  note(name, performance.now() - start)
  return result
}

function measureTree() {
  globalThis.gc?.()
  let last = performance.now()
  const start = last
  let phase = ''
  tree = undefined
  tree = engine.buildDominatorTree(graph, size, new Map(), undefined, (progress) => {
    const now = performance.now()
    if (phase !== '') note(`  ${phase}`, now - last)
    phase = progress.phase
    last = now
  })
  note('dominator tree', performance.now() - start)
}

function note(name, ms) {
  best.set(name, Math.min(ms, best.get(name) ?? Infinity))
}

async function bundle() {
  mkdirSync(cache, { recursive: true })
  const names = ['dominator-tree', 'shortest-tree', 'reverse', 'retained-groups', 'retained-set']
  names.push('different-paths', 'tree-check')
  const source = names.map((name) => `export * from '${here}../../src/graph/${name}.ts'`).join('\n')
  const plugin = {
    name: 'entry',
    resolveId: (id) => (id === 'virtual:entry' ? id : undefined),
    load: (id) => (id === 'virtual:entry' ? source : undefined),
  }
  const build = await rolldown({ input: 'virtual:entry', plugins: [plugin] })
  await build.write({ file: `${cache}/graph.mjs`, format: 'esm' })
  return import(`${cache}/graph.mjs`)
}

function rubyLikeGraph(objects) {
  let seed = 42
  const random = (below) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    return Math.floor((seed / 4294967296) * below)
  }
  const classes = Math.min(400, objects >>> 3)
  const categories = 8
  const nodeCount = objects + categories + 1
  const root = nodeCount - 1
  const holder = new Uint32Array(objects)
  const listStart = classes + Math.floor(objects * 0.3)
  const listEnd = listStart + Math.floor(objects * 0.1)
  // Distances as measured in the dump of a Rails process: two of three are under 32, every fifth is
  // over 100,000.
  const near = () => 1 + random(2 ** (random(4) === 0 ? 6 + random(18) : 1 + random(5)))
  // i with some of its low bits cleared: holders near by, and ways from the root that are short
  const ancestor = (i) => {
    let bits = 1 + random(random(6) === 0 ? 20 : 5)
    while ((i >>> bits) << bits === i) bits++
    return (i >>> bits) << bits
  }
  // (1) one holder each, mostly an even-numbered object allocated before (odd ones: leaves)
  for (let i = 0; i < objects; i++) {
    const dice = random(1000)
    const block = Math.floor(i / 400_000) * 400_000
    if (i <= classes) holder[i] = objects
    else if (i > listStart && i < listEnd) holder[i] = i - 1
    else if (dice < 2) holder[i] = objects + random(categories)
    else if (dice < 30 && i % 8 === 2) holder[i] = i // garbage, with all it holds
    else if (i > block && i - block < 100_000) holder[i] = Math.max(block, classes) // a long array
    else if (dice < 30) holder[i] = random(i) & ~1
    else holder[i] = Math.max(classes, ancestor(i))
  }
  // (2) count and fill: class first, then held objects, then further references
  const degree = new Uint32Array(nodeCount + 1)
  const extra = new Uint32Array(Math.floor(objects * 0.42) * 2)
  for (let i = 0; i < extra.length; i += 2) {
    const from = random(objects) & ~1
    extra[i] = from
    const to = random(50) === 0 ? random(objects) : from + (random(2) === 0 ? near() : -near())
    // Every eleventh object of a Rails heap has several referrers; they share those.
    extra[i + 1] = Math.min(objects - 1, Math.max(classes, to - (to % 12)))
    degree[from]++
  }
  for (let i = 0; i < objects; i++) {
    degree[i]++
    if (holder[i] !== i) degree[holder[i]]++
  }
  degree[root] = categories
  const offsets = new Uint32Array(nodeCount + 1)
  for (let i = 0; i < nodeCount; i++) offsets[i + 1] = offsets[i] + degree[i]
  const targets = new Uint32Array(offsets[nodeCount])
  const cursor = offsets.slice()
  for (let i = 0; i < objects; i++)
    targets[cursor[i]++] = Math.floor((random(classes) * random(classes)) / classes)
  for (let i = 0; i < objects; i++) if (holder[i] !== i) targets[cursor[holder[i]]++] = i
  for (let i = 0; i < extra.length; i += 2) targets[cursor[extra[i]]++] = extra[i + 1]
  for (let i = 0; i < categories; i++) targets[cursor[root]++] = objects + i
  return { nodeCount, offsets, targets, root }
}
