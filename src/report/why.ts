// The answer of `loupe why` on a terminal: one sentence, then the causes, the first in full, then what
// was not suspicious, what the dumps could not tell, and the commands that show it.

import { piece } from './line.ts'
import { bullet, heading, nextCommands, prose, screen } from './screen.ts'
import type { NextCommand, View } from './screen.ts'
import type { Why, WhyFinding } from '../workbench/results.ts'
import { findingSections, growthSection } from './why-finding.ts'
import { withShortPaths } from './why-short-paths.ts'
import { amountWords, evidenceOf, healthWords, isCalm, verdictWords } from './why-words.ts'

export interface WhyOptions {
  /** All evidence of all findings, not of the first alone. */
  readonly full?: boolean
}

/** `view.dump` is the last dump: handles are of that one. */
export function whyReport(answer: Why, view: View, options: WhyOptions = {}): string {
  const result = withShortPaths(answer)
  const { dumps, findings, unsuspicious, missing } = result
  const { full = false } = options
  return screen(
    opening(result, view),
    ...(isCalm(result) && !full
      ? [largest(findings, view)]
      : findings.flatMap((finding, at) =>
          findingSections(finding, dumps, full || at === 0, view, alike(findings, at)),
        )),
    wholeHeap(result, view),
    bullets('Not suspicious', unsuspicious, view),
    bullets('What is not known', missing, view),
    nextCommands(view, next(result, full)),
  )
}

function opening(result: Why, view: View): string[] {
  const { sentence, healthy, findings } = result
  const health = healthWords(result)
  if (health !== undefined) {
    return [
      ...prose(view, [sentence]),
      ...prose(view, [isCalm(result) ? piece('good', health) : health]),
    ]
  }
  return prose(view, healthy && findings.length === 0 ? [piece('good', sentence)] : [sentence])
}

/** The first finding before this one with its mechanism and its words. */
function alike(findings: readonly WhyFinding[], at: number): WhyFinding | undefined {
  return findings.slice(0, at).find(({ rule }) => rule === findings[at]?.rule)
}

/** Of a healthy heap: what is large, an item each. */
function largest(findings: readonly WhyFinding[], view: View): string[] {
  if (findings.length === 0) return []
  const items = findings.map(
    (finding) => `${finding.title}: ${amountWords(finding)}; ${verdictWords(finding)}.`,
  )
  return bullets('What is large', items, view)
}

function wholeHeap({ dumps }: Why, view: View): string[] {
  const rows = growthSection(dumps, dumps, view)
  return rows.length === 0 ? [] : [heading(view, 'The whole heap'), ...rows]
}

function bullets(title: string, sentences: readonly string[], view: View): string[] {
  if (sentences.length === 0) return []
  return [heading(view, title), ...sentences.flatMap((sentence) => bullet(view, sentence))]
}

function next(result: Why, full: boolean): NextCommand[] {
  const { findings, dumps } = result
  const names = dumps.map(({ name }) => name)
  const commands = evidenceOf(result)
  if (findings.length > (isCalm(result) ? 0 : 1) && !full) {
    commands.push({ words: ['why', ...names, '--full'], why: 'all there is to see' })
  }
  if (commands.length === 0) {
    commands.push({ words: ['summary', 'DUMP'], why: 'what there is' })
  }
  return commands
}
