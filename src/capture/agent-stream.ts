// What comes back from an agent: lines, and stretches of raw bytes that a line has announced. Read
// piece by piece as they are asked for, so that a slow reader slows the writer down and nothing is
// collected in memory. Each byte is looked at once.

/** Longer than any line an agent writes: a peer that sends this is no agent. */
const LONGEST_LINE = 16 << 20

export interface AgentStream {
  /** The next line without its end; null where the stream ends, in the middle of a line too. */
  line(): Promise<string | null>
  /** The next bytes, at least one and at most `most`; null where the stream ends. */
  bytes(most: number): Promise<Uint8Array | null>
}

export function agentStream(chunks: AsyncIterator<Uint8Array>): AgentStream {
  let rest: Uint8Array = new Uint8Array(0)
  const fill = async (): Promise<boolean> => {
    while (rest.length === 0) {
      const { value, done } = await chunks.next()
      if (done === true) return false
      rest = value
    }
    return true
  }
  return {
    async line() {
      const pieces: Uint8Array[] = []
      let length = 0
      while (await fill()) {
        const end = rest.indexOf(10)
        const piece = end < 0 ? rest : rest.subarray(0, end)
        pieces.push(piece)
        length += piece.length
        rest = rest.subarray(end < 0 ? rest.length : end + 1)
        if (end >= 0) return Buffer.concat(pieces).toString('utf8')
        if (length > LONGEST_LINE) return null
      }
      return null
    },
    async bytes(most) {
      if (!(await fill())) return null
      const piece = rest.subarray(0, most)
      rest = rest.subarray(piece.length)
      return piece
    },
  }
}
