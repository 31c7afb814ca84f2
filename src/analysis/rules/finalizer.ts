// ObjectSpace.define_finalizer keeps its block until the object is collected. A block that can see the
// object, because it was written in one of its methods, keeps it alive for good: it never runs.
// Which object a finalizer belongs to is not in the dump.
import { formatCount } from '../../base/format.ts'
import type { CandidateStep } from '../why/candidate.ts'
import type { Explanation, Rule } from './rule.ts'
import { blockPlace } from './blocks/block-place.ts'
import { isOwnClass } from '../../base/own-class.ts'
import { className, counted } from './words/words.ts'

/** Two or three may be meant. */
const MANY_FOR_ONE = 5
const ROOT = 'ROOT finalizers'
const WEAK_MAP = 'ObjectSpace::WeakMap'
const CALLABLE = /^(?:internal Array|Array|env|#<(?:Proc|Method)>)$/

export const finalizer: Rule = {
  name: 'finalizer',
  explain({ steps, held }, { study }) {
    if (steps[0].label !== ROOT) return undefined
    const at = steps.findIndex(({ label }, i) => i > 0 && !CALLABLE.test(label))
    // Ruby's own strings and numbers are no finalizers, and nothing that a program gave to one.
    if (steps[held].label.startsWith('internal ') && steps[held].label !== 'internal Array') {
      return undefined
    }
    const proc = steps.find(({ label }) => label === '#<Proc>')
    const place = proc === undefined ? undefined : blockPlace(study, proc.node)
    const what = at < 0 ? counted(steps[held].count, '#<Proc>') : nameOf(steps[at])
    const own =
      at >= 0 && isOwnClass(className(steps[at].label)) ? className(steps[at].label) : undefined
    const maps =
      at < 0 ? undefined : steps.slice(at).find(({ label }) => className(label) === WEAK_MAP)
    if (maps !== undefined && steps[at].label === 'ifunc') return ofWeakMaps(maps)
    const again = manyForFew(steps[1], steps[2])
    if (again !== undefined) {
      return {
        title: `${formatCount(again)} finalizers${place === undefined ? '' : ` (written at ${place})`} were defined for ${steps[1].count === 1 ? 'one object' : `${formatCount(steps[1].count)} objects`}, again and again${at < 0 ? '' : `: ${what}`}`,
        because:
          'Each call of ObjectSpace.define_finalizer adds one more finalizer to those that the object has. All of them stay, with all that they can see, until the object is collected, and it lives on. Which object that is is not in the dump.',
        advice:
          'Define the finalizer once, where the object is made (in initialize), not in a method that is called again and again; or take the earlier ones away first (ObjectSpace.undefine_finalizer).',
        confidence: 'certain',
        place: 'finalizers',
        suspicion: 0.9,
        ...(at > held ? { held: at } : {}),
      }
    }
    if (at < 0 && proc === undefined) return ofLists(steps[held].count)
    return {
      title: `${what} ${at >= 0 && steps[at].count === 1 ? 'is' : 'are'} kept alive by finalizers${place === undefined ? '' : ` (written at ${place})`}`,
      because:
        'Ruby keeps the block given to ObjectSpace.define_finalizer until its object is collected, and a block keeps self and all local variables where it was written. Where that is the very object it is for, the object stays for good, and the finalizer never runs. Which object a finalizer is for is not in the dump.',
      advice: `Make the block in a class method${own === undefined ? '' : ` of ${own}`}, not in an instance method: def self.finalizer(path) = proc { … }. Give it only what it has to clean up, such as a path or a file descriptor, never the object itself.`,
      confidence: 'likely',
      place: 'finalizers',
      suspicion: 0.9,
      ...(at > held ? { held: at } : {}),
    }
  },
}

/** Up to Ruby 3.2 a WeakMap has a finalizer of its own on each object that is in it. */
function ofWeakMaps({ count, label }: CandidateStep): Explanation {
  return {
    title: `${counted(count, label)} ${count === 1 ? 'waits' : 'wait'} for the end of what they refer to`,
    because:
      'Up to Ruby 3.2 a WeakMap puts a finalizer on each object in it, to learn of its end, and the finalizer keeps the WeakMap, not the object.',
    advice:
      'Nothing here: they go with the objects that are in them. If they become more, look for what keeps those. (Active Record makes a WeakMap for each transaction.)',
    rubies: 'up to Ruby 3.2',
    confidence: 'likely',
    place: 'finalizers',
    suspicion: 0.1,
  }
}

/** Nothing hangs on them but what they share: it is their objects that are many. */
function ofLists(count: number): Explanation {
  return {
    title: `${formatCount(count)} objects that have finalizers are alive`,
    because:
      'For each object that has a finalizer (ObjectSpace.define_finalizer, ObjectSpace::WeakMap, WeakRef, Tempfile) Ruby keeps a list of its finalizers, until the object is collected.',
    advice: 'See what holds the objects themselves: the lists go with them.',
    confidence: 'likely',
    place: 'finalizers',
    suspicion: 0.2,
  }
}

/** How many finalizers there are, where their lists, one for each object, are far fewer. */
function manyForFew(lists?: CandidateStep, own?: CandidateStep): number | undefined {
  if (lists === undefined || own === undefined || !/\bArray$/.test(lists.label)) return undefined
  return own.count >= lists.count * MANY_FOR_ONE ? own.count : undefined
}

function nameOf({ count, label }: { count: number; label: string }): string {
  return counted(count, label.startsWith('#<') ? `#<${className(label)}>` : label)
}
