// Classes made at run time and set as constants of one namespace (const_set, Struct.new with a name, a
// class_eval for each type): a constant keeps each for good, and with it its methods and caches. A program
// has many classes in one namespace rightfully, each from a file of its own, so that with one dump
// little is made of it; many that one file has set are rather made at run time.
import { TYPE_MODULE, TYPE_STRING } from '../../base/record.ts'
import { formatCount } from '../../base/format.ts'
import { CLASSES } from '../why/class-step.ts'
import * as K from '../ownership/owner-kinds.ts'
import { definitionPlace } from './evidence/definition-place.ts'
import type { Rule, RuleContext } from './rule.ts'
import { className } from './words/words.ts'
import { suspicionOf } from './evidence/suspicion.ts'

/** So many classes that one file has set, on average, were not written down one by one. */
const OF_ONE_FILE = 50

const SPACES: ReadonlySet<number> = new Set([K.CLASS, K.MODULE])

export const constantClasses: Rule = {
  name: 'constant-container',
  explain(candidate, context) {
    const { steps, held, shape } = candidate
    if (shape !== 'group' || steps[held].label !== CLASSES) return undefined
    const { study, owned } = context
    const { type } = study.heap.columns
    const { count, positions, node } = steps[held]
    const space = steps[held - 1]
    if (!SPACES.has(owned.ranks.kinds[space.node]) || space.count > 1) return undefined
    const isModules = positions.every((at) => type[owned.tree.nodeAt[at]] === TYPE_MODULE)
    const sort = isModules ? 'modules' : 'classes'
    const name = className(space.label)
    const where = name === 'Object' ? 'top-level constants' : 'constants'
    const place = definitionPlace(study, node)
    const isMade = filesOf(space.node, positions, context) * OF_ONE_FILE <= count
    return {
      title:
        name === 'Object'
          ? `${formatCount(count)} ${sort} are ${where}`
          : `The ${space.label.endsWith(' (module)') ? 'module' : 'class'} ${name} has ${formatCount(count)} ${sort} as ${where}`,
      because: `A ${isModules ? 'module' : 'class'} that is a constant lives as long as the program, and each takes a kilobyte or more with its methods and caches. Those of files are loaded once; those made at run time (const_set, Class.new, class_eval) become more and more.`,
      advice: `Find what makes them${place === undefined ? ' (const_set)' : ` (the methods of one are written at ${place})`}: give one ${isModules ? 'module' : 'class'} the values that differ instead of making a new one for each, or limit for what they are made.`,
      confidence: 'likely',
      suspicion: grewOnlyInside(context)
        ? 0
        : Math.min(suspicionOf(candidate, context), isMade ? 0.3 : 0.03),
    }
  },
}

/** There are as many as before: it is not that classes are made. */
function grewOnlyInside({ growth }: RuleContext): boolean {
  return growth.length > 1 && growth[growth.length - 1].count <= growth[0].count * 1.02
}

/** How many files have set them: a constant is written as its value and the file. */
function filesOf(
  space: number,
  positions: Uint32Array,
  { study, owned }: Pick<RuleContext, 'study' | 'owned'>,
): number {
  const { offsets, targets } = study.heap.graph
  const { type } = study.heap.columns
  const asked = new Set(positions.map((at) => owned.tree.nodeAt[at]))
  const files = new Set<number>()
  for (let edge = offsets[space]; edge + 1 < offsets[space + 1]; edge++) {
    const file = targets[edge + 1]
    if (asked.has(targets[edge]) && type[file] === TYPE_STRING) files.add(file)
  }
  return files.size === 0 ? Infinity : files.size
}
