// Checks the three dumps by the plainest means there are: JSON.parse on each line, a Map of
// objects, a breadth-first search. It shares no code with Loupe, so the two can check each other.
//
//   node check.mjs [folder]     folder holds before, after and later, as .json or .json.gz

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

const folder = process.argv[2] ?? fileURLToPath(new URL('dumps', import.meta.url))

function load(name) {
  const plain = join(folder, `${name}.json`)
  const bytes = existsSync(plain)
    ? readFileSync(plain)
    : gunzipSync(readFileSync(join(folder, `${name}.json.gz`)))
  const roots = []
  const objects = new Map()
  for (const line of bytes.toString('latin1').split('\n')) {
    if (line === '') continue
    const record = JSON.parse(line)
    if (record.type === 'ROOT') roots.push(record)
    else if (record.type !== 'SHAPE') objects.set(record.address, record)
  }
  return { name, bytes: bytes.length, roots, objects }
}

/** The class to count an object by: its class, or the first above it that is not a singleton. */
function className(objects, record) {
  let found = objects.get(record.class)
  while (found && (found.singleton || found.type === 'ICLASS'))
    found = objects.get(found.superclass)
  return found?.name ?? record.type
}

/**
 * An object's class is an edge though `references` leaves it out. An IMEMO's `class` is whatever
 * lies in that slot: weak in a call cache, in a method entry the class that has the method, which
 * the garbage collector marks before the method's body, hence first here.
 */
function* edges(record) {
  if (record.class && record.imemo_type !== 'callcache') yield record.class
  yield* record.references ?? []
}

/** Map from address to the record one step nearer the roots. */
function search({ roots, objects }) {
  const parents = new Map()
  let level = roots
  while (level.length > 0) {
    const next = []
    for (const record of level) {
      for (const address of edges(record)) {
        if (parents.has(address) || !objects.has(address)) continue
        parents.set(address, record)
        next.push(objects.get(address))
      }
    }
    level = next
  }
  return parents
}

function label(objects, record) {
  if (record.type === 'ROOT') return `ROOT ${record.root}`
  if (record.type === 'IMEMO') return `IMEMO ${record.imemo_type}`
  if (record.type === 'CLASS' && record.singleton)
    return `CLASS (singleton of ${record.real_class_name ?? className(objects, record)})`
  if (record.type === 'CLASS') return `CLASS ${record.name ?? ''}`
  return className(objects, record)
}

function path(objects, parents, record) {
  const labels = []
  for (let at = record; at; at = parents.get(at.address)) labels.unshift(label(objects, at))
  return labels.join(' -> ')
}

for (const name of ['before', 'after', 'later']) {
  const dump = load(name)
  const parents = search(dump)
  const counts = new Map()
  const paths = new Map()
  let memsize = 0
  for (const record of dump.objects.values()) {
    memsize += record.memsize ?? 0
    if (record.type !== 'OBJECT') continue
    const klass = className(dump.objects, record)
    counts.set(klass, (counts.get(klass) ?? 0) + 1)
    if (klass !== 'Work') continue
    const way = parents.has(record.address) ? path(dump.objects, parents, record) : 'unreachable'
    paths.set(way, (paths.get(way) ?? 0) + 1)
  }
  const unreached = [...dump.objects.keys()].filter((address) => !parents.has(address)).length
  console.log(
    `${name}: ${dump.objects.size} objects, ${(memsize / 1e6).toFixed(1)} MB in Ruby, ` +
      `${(dump.bytes / 1e6).toFixed(1)} MB of dump, ${unreached} unreachable`,
  )
  for (const klass of ['RoutesProxy', 'WorksController', 'WorkImageShowComponent', 'Work'])
    console.log(`  ${String(counts.get(klass) ?? 0).padStart(5)} ${klass}`)
  for (const [way, count] of [...paths].sort((a, b) => b[1] - a[1]))
    console.log(`  ${String(count).padStart(5)} held by ${way}`)
}
