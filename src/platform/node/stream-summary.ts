// `summary --stream`: one pass over the dump, nothing kept but counts by type and class.
import { createKernel } from '../../dump/create-kernel.ts'
import { lineNumbersOf } from '../../dump/line-number.ts'
import { notADump } from '../../dump/not-a-dump.ts'
import { scanRange } from '../../dump/scan-range.ts'
import { StreamTallier } from '../../heap/stream-tally.ts'
import { TYPE_NAMES } from '../../base/type-names.ts'
import { RESULT_VERSION } from '../../workbench/results.ts'
import type { StreamSummary } from '../../workbench/results.ts'
import { openInput, sourceInfo } from './input.ts'
import type { OpenOptions } from './open-dump.ts'
import { kernelAsked } from './read-dump.ts'

const DEFAULT_CLASSES = 10

export async function streamSummary(
  file: string,
  options: OpenOptions & { readonly limit?: number },
): Promise<StreamSummary> {
  const input = await openInput(file, options)
  try {
    const { source } = input
    const tallier = new StreamTallier()
    let spare: ArrayBufferLike | undefined
    scanRange(source, createKernel(kernelAsked()), 0, source.size, {
      onPart: (part) => {
        tallier.append(part)
        spare = part.type.buffer
      },
      recycle: () => spare,
      onBytes: (done) =>
        options.onProgress?.({ phase: 'reading the dump', done, total: source.size }),
    })
    input.checkUnchanged()
    const tally = tallier.finish((type) => TYPE_NAMES[type] ?? 'UNKNOWN')
    if (!tally) throw notADump()
    const { notes } = tally.damage
    const lines = lineNumbersOf(
      source,
      notes.map(({ byte }) => byte),
    )
    return {
      kind: 'stream-summary',
      version: RESULT_VERSION,
      source: sourceInfo(file, source.size, input.compression),
      objects: tally.objects,
      bytes: tally.bytes,
      types: tally.types.map(({ type, count, bytes }) => ({
        type: TYPE_NAMES[type] ?? 'UNKNOWN',
        count,
        bytes,
      })),
      classes: tally.classes.slice(0, options.limit ?? DEFAULT_CLASSES),
      damage: {
        ...tally.damage,
        notes: notes.map(({ byte, why, excerpt }, i) => ({ line: lines[i], byte, why, excerpt })),
      },
    }
  } finally {
    input.close()
  }
}
