// The dumps the benchmark measures. Sizes are those of Ruby 3.1 and only guide the disk check.

import { fileURLToPath } from 'node:url'
import { join } from 'node:path'

// Raise it when make-dump.rb builds something else, so that old dumps are made anew.
export const RECIPE = 1

export const dumpFolder = fileURLToPath(new URL('../dumps/', import.meta.url))

export const dumps = [
  { name: '0.1m', objects: 108_000, traced: false, megabytes: 28 },
  // With a second dump of the same process some time later, for what compares dumps.
  { name: '1m', objects: 1_070_000, traced: false, megabytes: 265, later: true },
  { name: '1m-traced', objects: 1_070_000, traced: true, megabytes: 380 },
  { name: '10m', objects: 9_700_000, traced: false, megabytes: 2400 },
]

export const dumpPath = (dump) => join(dumpFolder, `${dump.name}.json`)
export const laterPath = (dump) => join(dumpFolder, `${dump.name}-later.json`)
export const notePath = (dump) => join(dumpFolder, `${dump.name}.made.json`)
