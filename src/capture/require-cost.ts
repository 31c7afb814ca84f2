// What each require adds when an application boots, or when named files are required: the Ruby side
// (ruby/loupe_require_cost.rb) reads before and after each, and here the readings become costs, with and
// without what a file has required itself, and sums by gem. Differences add up: what all files have
// of their own is the total.

import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LoupeError } from '../base/errors.ts'
import type {
  LoadCost,
  RequireCost,
  RequiredFile,
  RequiredGem,
} from '../workbench/capture-results.ts'
import { namesOf, productionLike, startApp, whyNoApp } from './exercise-app.ts'
import type { AppLine } from './exercise-app.ts'

export interface RequireCostPlan {
  /** Of the application. */
  readonly folder: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly ruby: string
  /** What to require; none for the application. */
  readonly files: readonly string[]
}

/** [rss, live slots, objects allocated, seconds] */
export type Readings = readonly [number, number, number, number]

/** A node as Ruby sends it. */
export interface RawNode {
  readonly name: string
  readonly file: string | null
  readonly gem: string | null
  readonly before: Readings
  readonly after: Readings
  readonly children: readonly RawNode[]
}

/** Objects allocated between two collections: COLLECT_AFTER of the Ruby side. */
const GARBAGE = 5000

/** Throws LoupeError 'app-failed' with the application's own error where it does not boot. */
export async function requireCost(
  plan: RequireCostPlan,
  signal: AbortSignal,
): Promise<RequireCost> {
  const { folder, ruby, files } = plan
  const whyNot = files.length > 0 ? undefined : whyNoApp(folder)
  if (whyNot !== undefined) {
    throw new LoupeError(
      'usage',
      whyNot,
      'Run loupe require-cost in the folder of an application, or name files: loupe require-cost json',
    )
  }
  const scratch = mkdtempSync(join(tmpdir(), 'loupe-require-'))
  const log = join(scratch, 'app.log')
  let failed = false
  try {
    const app = await startApp({
      folder,
      ruby,
      signal,
      log,
      sockets: scratch,
      env: { ...productionLike(plan.env), LOUPE_AGENT: 'off' },
      script: 'loupe_require_cost.rb',
      words: files,
    })
    await app.end()
    return recordOf(app.booted, plan)
  } catch (error) {
    // The error names the log, where there is something in it.
    failed = !signal.aborted && statSync(log, { throwIfNoEntry: false })?.size !== 0
    throw error
  } finally {
    if (!failed) rmSync(scratch, { recursive: true, force: true })
  }
}

function recordOf(line: AppLine, { files: required, folder }: RequireCostPlan): RequireCost {
  const root = line['tree'] as RawNode
  const tree = root.children.map((child) => fileOf(child, folder))
  const total = costOf(root.before, root.after)
  const app = line['app']
  return {
    kind: 'require-cost',
    version: 1,
    app: {
      ...(app === 'rails' || app === 'rack' ? { kind: app } : {}),
      ...namesOf(line),
    },
    required,
    before: { rss: root.before[0], objects: root.before[1] },
    total,
    files: countFiles(tree),
    gems: gemsOf(tree, total),
    tree,
    collections: {
      count: Number(line['collections']),
      milliseconds: Math.round(Number(line['collecting']) * 1000),
    },
    garbage: GARBAGE,
  }
}

/** `folder`: of the application. Recursion is as deep as files require each other. */
export function fileOf(node: RawNode, folder = ''): RequiredFile {
  const children = node.children.map((child) => fileOf(child, folder))
  const total = costOf(node.before, node.after)
  return {
    name: shortName(node.name, folder),
    ...(node.file === null ? {} : { file: node.file }),
    ...(node.gem === null ? {} : { gem: node.gem }),
    total,
    own: children.reduce((left, child) => less(left, child.total), total),
    children,
  }
}

/** Paths from the folder of the application on, or from that of their gem. */
function shortName(name: string, folder: string): string {
  if (folder !== '' && name.startsWith(`${folder}/`)) return name.slice(folder.length + 1)
  return name.replace(/^.*\/gems\/[^/]+-\d[^/]*\/(?:lib\/)?/, '')
}

/** What no file has, such as requests for files that were there already, is 'not in a file'. */
export function gemsOf(tree: readonly RequiredFile[], total: LoadCost): RequiredGem[] {
  const gems = new Map<string, { files: number; own: LoadCost }>()
  let left = total
  const add = (file: RequiredFile): void => {
    const name = file.gem ?? OUTSIDE
    const gem = gems.get(name) ?? { files: 0, own: NOTHING }
    const files = gem.files + (file.file === undefined ? 0 : 1)
    gems.set(name, { files, own: plus(gem.own, file.own) })
    left = less(left, file.own)
    file.children.forEach(add)
  }
  tree.forEach(add)
  const outside = gems.get(OUTSIDE) ?? { files: 0, own: NOTHING }
  gems.set(OUTSIDE, { files: outside.files, own: plus(outside.own, left) })
  return [...gems]
    .map(([name, gem]) => ({ name, ...gem }))
    .sort(
      (a, b) =>
        b.own.rss - a.own.rss || b.own.objects - a.own.objects || (a.name < b.name ? -1 : 1),
    )
}

const OUTSIDE = 'not in a file'
const NOTHING: LoadCost = { rss: 0, objects: 0, allocated: 0, milliseconds: 0 }

function countFiles(tree: readonly RequiredFile[]): number {
  return tree.reduce(
    (sum, { file, children }) => sum + (file === undefined ? 0 : 1) + countFiles(children),
    0,
  )
}

function costOf(before: Readings, after: Readings): LoadCost {
  return {
    rss: after[0] - before[0],
    objects: after[1] - before[1],
    allocated: after[2] - before[2],
    milliseconds: (after[3] - before[3]) * 1000,
  }
}

function plus(a: LoadCost, b: LoadCost): LoadCost {
  return {
    rss: a.rss + b.rss,
    objects: a.objects + b.objects,
    allocated: a.allocated + b.allocated,
    milliseconds: a.milliseconds + b.milliseconds,
  }
}

function less(a: LoadCost, b: LoadCost): LoadCost {
  return {
    rss: a.rss - b.rss,
    objects: a.objects - b.objects,
    allocated: a.allocated - b.allocated,
    milliseconds: a.milliseconds - b.milliseconds,
  }
}
