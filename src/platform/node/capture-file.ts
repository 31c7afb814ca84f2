// The capture file beside a dump: NAME.capture.json for NAME.json, NAME.json.gz and the like. It is
// used where it is there, can be read and is of this very dump; otherwise the dump is asked without
// it, and a note says why.
import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { factsMismatch, parseCapture } from '../../heap/capture-facts.ts'
import type { CaptureFacts } from '../../heap/capture-facts.ts'
import { timed } from './timings.ts'

/** Larger ones would not fit a string when read. */
const LARGEST = 256 << 20

/** Where the capture file of a dump lies, if there is one. */
export function captureFileOf(file: string): string {
  return `${file.replace(/\.(gz|zst)$/i, '').replace(/\.jsonl?$/i, '')}.capture.json`
}

/** @param rawBytes length of the uncompressed dump; @param notes is told why it is not used */
export function captureBeside(
  file: string,
  rawBytes: number,
  notes: string[],
): CaptureFacts | undefined {
  if (file === '-') return undefined
  const beside = captureFileOf(file)
  if (beside === file) return undefined
  const read = timed('capture file')
  const refused = (why: string) => {
    notes.push(`the capture file ${basename(beside)} is not used: it ${why}.`)
    return undefined
  }
  try {
    const found = statSync(beside, { throwIfNoEntry: false })
    if (found === undefined || !found.isFile()) return undefined
    if (found.size > LARGEST) return refused(`is too large (${found.size} bytes)`)
    const { facts, problem } = parseCapture(readFileSync(beside, 'utf8'))
    if (facts === undefined) return refused(problem)
    const mismatch = factsMismatch(facts, { size: rawBytes })
    if (mismatch !== undefined) return refused(mismatch)
    if (facts.damaged.length > 0) {
      notes.push(
        `the capture file ${basename(beside)} is damaged; left out: ${facts.damaged.join(', ')}.`,
      )
    }
    return facts
  } catch (error) {
    return refused(`cannot be read: ${(error as Error).message}`)
  } finally {
    read()
  }
}
