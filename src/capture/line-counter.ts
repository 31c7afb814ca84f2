// Counts the lines of a dump as it comes by, and those of them that are objects. Ruby writes the
// address first, and only shapes have one without being objects. Linear; nothing is kept but the
// beginning of a line that a chunk cuts in two.

const NEWLINE = 10
/** Enough of a line to tell: `{"address":"0x` + 16 digits + `", "type":"SH`. */
const BEGINNING = 48

export interface LineCounter {
  add(bytes: Uint8Array): void
  readonly lines: number
  readonly objects: number
  /** Whether the last line had its end. */
  readonly ended: boolean
}

export function lineCounter(): LineCounter {
  let lines = 0
  let objects = 0
  let ended = true
  let cut: Uint8Array = new Uint8Array(0)

  function take(line: Uint8Array): void {
    lines++
    if (isObject(line)) objects++
  }

  return {
    add(bytes) {
      if (bytes.length === 0) return
      let start = 0
      if (!ended) {
        const end = bytes.indexOf(NEWLINE)
        const piece = end < 0 ? bytes : bytes.subarray(0, end)
        if (cut.length < BEGINNING) cut = Buffer.concat([cut, piece.subarray(0, BEGINNING)])
        if (end < 0) return
        take(cut)
        start = end + 1
      }
      for (;;) {
        const end = bytes.indexOf(NEWLINE, start)
        if (end < 0) break
        take(bytes.subarray(start, Math.min(end, start + BEGINNING)))
        start = end + 1
      }
      ended = start === bytes.length
      cut = ended ? cut : bytes.slice(start, start + BEGINNING)
    },
    get lines() {
      return lines
    },
    get objects() {
      return objects
    },
    get ended() {
      return ended
    },
  }
}

/** `{"address":"0x7f…", "type":"STRING"`, as opposed to `{"type":"ROOT"` and `… "type":"SHAPE"`. */
function isObject(line: Uint8Array): boolean {
  if (line[2] !== 0x61) return false // a
  const quote = line.indexOf(0x22, 12)
  return !(line[quote + 11] === 0x53 && line[quote + 12] === 0x48) // SH
}
