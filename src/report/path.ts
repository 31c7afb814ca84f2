// What keeps an object alive: the steps from a root, one a line. For a class, the paths of all its
// instances merged, told first in one sentence.

import { formatBytes, formatCount, formatCounted } from '../base/format.ts'
import type { Path, PathStep } from '../workbench/results.ts'
import { piece, widthOf } from './line.ts'
import type { Part, Piece } from './line.ts'
import { labelPiece, objectPieces, targetOf } from './object-words.ts'
import { mergedPathsSection, mergedPathsSentence } from './merged-paths.ts'
import { bullet, heading, nextCommands, prose, screen } from './screen.ts'
import type { NextCommand, View } from './screen.ts'
import { table } from './table.ts'
import type { Column } from './table.ts'
import { cutGuide } from './tree.ts'

export function pathReport(result: Path, view: View): string {
  const { tree, notes } = result
  return screen(
    tree === undefined ? opening(result, view) : mergedPathsSentence(result, tree, view),
    ...(tree === undefined ? [] : [mergedPathsSection(tree, view)]),
    ...pathSections(result, view),
    notes.flatMap((note) => bullet(view, note)),
    nextCommands(view, next(result)),
  )
}

function opening({ target, to, steps, paths }: Path, view: View): string[] {
  const [first] = steps
  const links = steps.length - 1
  if (to !== undefined) {
    return prose(view, [
      ...objectPieces(target),
      ' leads to ',
      ...objectPieces(to),
      ` over ${formatCounted(links, 'reference')}.`,
    ])
  }
  const root: Part[] = first === undefined ? ['a root'] : [labelPiece(first)]
  const ways = paths.length > 1 ? ` ${formatCount(paths.length)} ways are shown.` : ''
  if (links === 0) {
    return prose(view, [
      ...root,
      ' is a root: where the garbage collector starts, held by nothing.',
    ])
  }
  const far = links === 1 ? ' directly' : `, ${formatCounted(links, 'reference')} away`
  return prose(view, [...objectPieces(target), ' is kept alive by ', ...root, `${far}.${ways}`])
}

function pathSections(result: Path, view: View): string[][] {
  const { steps, paths, tree, target } = result
  if (tree !== undefined) {
    return [[heading(view, 'One of them', 'the shortest path'), ...stepTable(steps, view)]]
  }
  if (paths.length <= 1) return [stepTable(steps, view)]
  return paths.map((each, index) => [
    heading(
      view,
      `Path ${index + 1} of ${paths.length}`,
      `${formatCounted(each.length - 1, 'reference')} from ${rootOf(each) ?? target.handle}`,
    ),
    ...stepTable(each, view),
  ])
}

function rootOf(steps: readonly PathStep[]): string | undefined {
  const [first] = steps
  return first === undefined ? undefined : labelPiece(first).text
}

/** Longer paths are lists or trees of the program's own; their middle tells nothing new. */
const HEAD = 40
const TAIL = 20

interface Row {
  readonly step: PathStep | undefined
  readonly depth: number
}

/**
 * What each step retains, its handle, and the chain itself; the middle of long ones left out. Where
 * there is no room for both, `first` decides whether sizes stay or addresses.
 */
export function stepTable(
  steps: readonly PathStep[],
  view: View,
  first: 'retained' | 'address' = 'retained',
): string[] {
  const rows: Row[] = steps.map((step, depth) => ({ step, depth }))
  const skipped = steps.length - HEAD - TAIL
  if (skipped > 1) rows.splice(HEAD, skipped, { step: undefined, depth: HEAD })
  const columns: Column<Row>[] = [
    {
      title: 'retained',
      align: 'right',
      optional: first !== 'retained',
      cell: ({ step }) =>
        piece('number', step?.retained === undefined ? '' : formatBytes(step.retained)),
    },
    { title: 'object', cell: ({ step }) => piece('address', (step && targetOf(step)) ?? '') },
    {
      title: 'step ← how the line above holds it',
      flexible: true,
      cell: ({ step, depth }) =>
        step === undefined
          ? piece('dim', `   ⋮ ${formatCount(skipped)} more steps (all of them with --json)`)
          : chainLink(step, depth, view),
    },
    {
      title: 'address',
      optional: first !== 'address',
      cell: ({ step }) => piece('address', step === undefined || isRoot(step) ? '' : step.address),
    },
  ]
  return table(view, columns, rows)
}

function chainLink(step: PathStep, depth: number, view: View): Piece[] {
  const widest = Math.max(12, Math.floor(view.width * 0.3))
  const guide = depth === 0 ? '' : `${'  '.repeat(Math.min(depth, 100) - 1)}└─ `
  const pieces = [piece('dim', cutGuide(guide, widest).replace('⋯', ' ')), labelPiece(step)]
  if (!isRoot(step) && !labelTellsType(step)) pieces.push(piece('dim', ` ${step.type}`))
  if (step.edge === undefined) return pieces
  // Only an instance variable starts with @: on a narrow terminal that has to do.
  const room = view.width - LEFT_COLUMNS - widthOf(pieces) - 3
  const edge = step.edge.length > room ? step.edge.replace(/^instance variable @/, '@') : step.edge
  return [...pieces, piece('dim', ' ← '), piece('number', edge, 'end')]
}

/** Indent, retained size, handle and the gaps between. */
const LEFT_COLUMNS = 22

function isRoot({ type }: PathStep): boolean {
  return type === 'ROOT'
}

/** `#<Work>` is plainly an object, `"text"` a string, `Work (class)` a class. */
function labelTellsType({ type, label }: PathStep): boolean {
  if (type === 'OBJECT' || type === 'CLASS' || type === 'MODULE') return true
  if (type === 'STRING' && label.startsWith('"')) return true
  return type === 'SYMBOL' && label.startsWith(':')
}

function next({ target, steps, paths, tree, to }: Path): NextCommand[] {
  const commands: NextCommand[] = []
  if (tree !== undefined) {
    const example = steps[steps.length - 1]
    commands.push({ words: ['dominators', 'DUMP', '--merge'], why: 'who holds what, as a tree' })
    if (example !== undefined && targetOf(example) !== undefined) {
      commands.push({ words: ['show', 'DUMP', example.handle], why: 'this one in full' })
      commands.push({
        words: ['path', 'DUMP', example.handle, '--count', '3'],
        why: 'other ways to it',
      })
    }
    return commands
  }
  const heaviest = heaviestStep(steps)
  if (heaviest !== undefined && heaviest.handle !== target.handle) {
    commands.push({ words: ['show', 'DUMP', heaviest.handle], why: 'the step that holds the most' })
  }
  if (targetOf(target) !== undefined) {
    if (to === undefined && paths.length <= 1) {
      commands.push({
        words: ['path', 'DUMP', target.handle, '--count', '3'],
        why: 'other ways to it',
      })
    }
    commands.push({ words: ['show', 'DUMP', target.handle], why: 'the object in full' })
  }
  return commands
}

function heaviestStep(steps: readonly PathStep[]): PathStep | undefined {
  let heaviest: PathStep | undefined
  for (const step of steps) {
    if (isRoot(step) || step.retained === undefined) continue
    if (heaviest?.retained === undefined || step.retained > heaviest.retained) heaviest = step
  }
  return heaviest
}
