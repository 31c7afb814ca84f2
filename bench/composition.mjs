// Says what a dump is made of: bytes per line, references per object, share by type.
// Used to check that the made-up dumps look like real ones.
//
//   node bench/composition.mjs DUMP

import { eachLine } from './lib/lines.mjs'

const types = new Map()
const lengths = []
let bytes = 0
let objects = 0
let references = 0
let none = 0
let mostReferences = 0

for (const line of eachLine(process.argv[2])) {
  const record = JSON.parse(line)
  if (!record.type || record.type === 'ROOT' || record.type === 'SHAPE') continue
  const length = Buffer.byteLength(line) + 1
  const count = record.references?.length ?? 0
  const entry = types.get(record.type) ?? { count: 0, bytes: 0 }
  entry.count += 1
  entry.bytes += length
  types.set(record.type, entry)
  lengths.push(length)
  objects += 1
  bytes += length
  references += count
  if (count === 0) none += 1
  if (count > mostReferences) mostReferences = count
}

const sorted = Uint32Array.from(lengths).sort()
const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
const percent = (part, whole) => `${((100 * part) / whole).toFixed(1)} %`
console.log(`${objects} objects, ${(bytes / 1e6).toFixed(1)} MB`)
console.log(
  `bytes a line: mean ${Math.round(bytes / objects)}, p50 ${at(0.5)}, p90 ${at(0.9)}, ` +
    `p99 ${at(0.99)}, max ${at(1)}`,
)
console.log(
  `references an object: mean ${(references / objects).toFixed(2)}, max ${mostReferences}, ` +
    `none ${percent(none, objects)}`,
)
for (const [type, entry] of [...types].sort((a, b) => b[1].bytes - a[1].bytes)) {
  console.log(
    `${type.padEnd(10)} ${percent(entry.count, objects).padStart(7)} of objects ` +
      `${percent(entry.bytes, bytes).padStart(7)} of bytes`,
  )
}
