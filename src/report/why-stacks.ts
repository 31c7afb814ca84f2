// The call stacks of a finding, for all faces of `loupe why`. Innermost frame first, as Ruby prints a
// backtrace; of deep stacks the screen and Markdown show the inner part, the page and the record all.

import { formatBytes, formatCount, formatCounted, formatShare } from '../base/format.ts'
import type { WhyStack } from '../workbench/results.ts'

export const STACKS = 'Call stacks'
/** Bytes of a profile are not added to those of the finding. */
export const STACKS_ABOUT = 'bytes are of the profile, not of this finding alone'
/** Frames of a stack that the screen and Markdown show. */
const SHOWN = 24

/** `5.5 MB in 234 objects, 84.0 % of what the profile has of /app/a.rb:19`. */
export function stackWords({ bytes, count, share, site }: WhyStack): string {
  return `${formatBytes(bytes)} in ${formatCounted(count, 'object')}, ${formatShare(share, 1)} of what the profile has of ${site}`
}

export interface FrameWords {
  readonly name: string
  /** Empty for a method written in C. */
  readonly place: string
}

export function frameWords({ frames }: WhyStack): FrameWords[] {
  return frames.map(({ name, file, line }) => ({
    name,
    place: file === undefined ? '' : line === undefined ? file : `${file}:${line}`,
  }))
}

export interface ShownFrames {
  readonly shown: readonly FrameWords[]
  /** What there is besides, in words; empty where that is all. */
  readonly rest: string
}

export function innerFrames(stack: WhyStack): ShownFrames {
  const all = frameWords(stack)
  const left = all.length - SHOWN
  if (left <= 1) return { shown: all, rest: '' }
  return { shown: all.slice(0, SHOWN), rest: `… ${formatCount(left)} more, with --json or --html` }
}
