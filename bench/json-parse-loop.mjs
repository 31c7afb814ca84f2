// Comparator: JSON.parse of every line in Node, in flat memory. Keeps nothing but a count.
//
//   node bench/json-parse-loop.mjs DUMP

import { eachLine } from './lib/lines.mjs'

let objects = 0
for (const line of eachLine(process.argv[2])) {
  if (JSON.parse(line).address) objects += 1
}
console.log(objects)
