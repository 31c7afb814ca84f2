// What is large, or grew, and is no cause for concern: two lines, so that a healthy heap reads as one.
import { formatBytes } from '../../base/format.ts'
import { hasStopped } from './judge.ts'
import type { Judged } from './judged.ts'

const TOLD = 3

export function unsuspicious(others: readonly Judged[], totals: readonly number[]): string[] {
  const lines: string[] = []
  const largest = others.toSorted((a, b) => b.bytes - a.bytes)
  const grew = largest.filter(({ verdict }) => verdict.grown > 0 && verdict.verdict !== 'static')
  const still = largest.filter((each) => !grew.includes(each))
  const stopped = grew.filter(hasStopped)
  const minor = grew.filter((each) => !stopped.includes(each))
  if (minor.length > 0) {
    lines.push(`Grew, but does not matter: ${titles(minor)}.`)
  }
  if (stopped.length > 0) {
    lines.push(`Grew once, and then no more: ${titles(stopped)}.`)
  }
  if (still.length > 0) {
    const how = totals.length > 1 ? 'Largest that did not grow' : 'Large, and nothing unusual'
    lines.push(`${how}: ${titles(still)}.`)
  }
  return lines
}

/** The largest; those that are called alike are told once, with what they have together. */
function titles(judged: readonly Judged[]): string {
  const bytesOf = new Map<string, number>()
  for (const { explanation, bytes } of judged) {
    bytesOf.set(explanation.title, (bytesOf.get(explanation.title) ?? 0) + bytes)
  }
  return [...bytesOf]
    .sort((a, b) => b[1] - a[1])
    .slice(0, TOLD)
    .map(([title, bytes]) => `${title} (${formatBytes(bytes)})`)
    .join('; ')
}
