// The lines of a file of any size, one after the other, in flat memory.

import { closeSync, openSync, readSync } from 'node:fs'

const CHUNK = 1 << 20
const NEWLINE = 10

export function* eachLine(path) {
  const file = openSync(path)
  try {
    let buffer = Buffer.allocUnsafe(CHUNK)
    let held = 0
    for (;;) {
      if (held === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2)
      const read = readSync(file, buffer, held, buffer.length - held, null)
      if (read === 0) break
      const end = held + read
      let start = 0
      for (let from = held; ; from = start) {
        const newline = buffer.indexOf(NEWLINE, from)
        if (newline < 0 || newline >= end) break
        yield buffer.utf8Slice(start, newline)
        start = newline + 1
      }
      buffer.copy(buffer, 0, start, end)
      held = end - start
    }
    if (held > 0) yield buffer.utf8Slice(0, held)
  } finally {
    closeSync(file)
  }
}
