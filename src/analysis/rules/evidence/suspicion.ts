// How rarely what a container holds is meant, by what one dump says: 0 to 1. What cannot grow, or was
// made whole, is hardly a leak. What a library has set up in its own classes is mostly meant; what an
// application has put into an object of a library's, or hung on one that it made itself, is less so.
// Cost: a few reads a step.
import { isOwnClass } from '../../../base/own-class.ts'
import {
  FLAG_CLASS_EDGE,
  FLAG_FROZEN,
  FLAG_SHARED,
  TYPE_ARRAY,
  TYPE_HASH,
} from '../../../base/record.ts'
import { ownerOfConstant } from '../../ownership/known-constants.ts'
import { shallowSize, type Study } from '../../study.ts'
import type { Candidate, CandidateStep } from '../../why/candidate.ts'
import { knownHolder } from './known-holders.ts'
import { isMadeInRow } from './made-in-row.ts'
import type { RuleContext } from '../rule.ts'
import { className } from '../words/words.ts'

const FROZEN = 0.03
const OWN_OBJECTS = 0.7
const OTHER_OBJECTS = 0.5
/** A library's object, held by the application, or application's objects in it. */
const GIVEN_TO_LIBRARY = 0.5
/** A library's object that no class of a library holds. */
const LIBRARY_OBJECT = 0.4
const OF_LIBRARY = 0.15
/** What loads code keeps what it has loaded. */
const OF_LOADERS = 0.05
/** Of what was loaded once, by either sign of it. */
const MADE_AT_ONCE = 0.4

/** Bytes of a slot before Ruby 3.2. */
const OLD_SLOT = 40

const LOADERS: ReadonlySet<string> = new Set(
  'Gem Bundler RubyVM IRB RbConfig DidYouMean ErrorHighlight Zeitwerk Bootsnap'.split(' '),
)

export function suspicionOf(candidate: Candidate, context: RuleContext): number {
  const { study } = context
  const { node } = candidate.steps[candidate.holder]
  if (isFrozen(study, node)) return FROZEN
  return byOwners(candidate, study) * byMaking(candidate, context)
}

/** As far as one dump tells; where several do, they tell more. */
function byMaking({ shape, steps, holder, held }: Candidate, context: RuleContext): number {
  const { study, owned, growth, generations } = context
  if (shape !== 'container' || growth.length > 1) return 1
  const isWhole = steps[holder].count === 1 && isMadeWhole(study, steps[holder].node)
  // Generations tell better.
  const isInRow = generations === undefined && isMadeInRow(study, owned, steps[held])
  return (isWhole ? MADE_AT_ONCE : 1) * (isInRow ? MADE_AT_ONCE : 1)
}

function byOwners(candidate: Candidate, study: Study): number {
  const { steps, held } = candidate
  const above = steps.slice(0, held).filter(isNamed)
  const tops = above.map(topOf)
  if (tops.some((top) => LOADERS.has(top))) return OF_LOADERS
  const inside = steps.slice(held).filter(isNamed)
  const known = knownHolder(candidate, study)
  if (known !== undefined) return known.suspicion
  if (!above.some(isOfLibrary)) return inside.length > 0 ? OWN_OBJECTS : OTHER_OBJECTS
  if (!inside.every(isOfLibrary) || !above.every(isOfLibrary)) return GIVEN_TO_LIBRARY
  return above.some(isClassOf) ? OF_LIBRARY : LIBRARY_OBJECT
}

/** Arrays without a class are frozen too where several share their elements: those are copied. */
function isFrozen({ heap }: Study, node: number): boolean {
  const { flags, type } = heap.columns
  if (node >= heap.count || (type[node] !== TYPE_ARRAY && type[node] !== TYPE_HASH)) return false
  return (flags[node] & FLAG_FROZEN) !== 0 && (flags[node] & FLAG_CLASS_EDGE) !== 0
}

/**
 * Whether an array has room for what it has and for nothing more, as map, Array.new and literals make
 * them; the first `<<` makes room for half as much again.
 */
function isMadeWhole(study: Study, node: number): boolean {
  const { type, flags, length, slot } = study.heap.columns
  if (node >= study.heap.count || type[node] !== TYPE_ARRAY) return false
  if ((flags[node] & FLAG_SHARED) !== 0 || length[node] === 0) return false
  const table = shallowSize(study, node) - (slot[node] === 0 ? OLD_SLOT : slot[node])
  // Pointers have 8 bytes, or 4 where Ruby runs as WebAssembly.
  return table === length[node] * 8 || table === length[node] * 4
}

/** Not 'Object', which holds all constants, nor Ruby's own classes. */
function isNamed({ label }: CandidateStep): boolean {
  return isOwnClass(nameOf(label)) || LOADERS.has(nameOf(label).split('::')[0])
}

function isClassOf({ label }: CandidateStep): boolean {
  return / \((?:class|module)\)$/.test(label)
}

/** 'Rack' of '#<Rack::Session::Pool>'. */
function topOf({ label }: CandidateStep): string {
  return nameOf(label).split('::')[0]
}

/** Of a singleton class what it is the class of. */
function nameOf(label: string): string {
  const name = className(label)
  return /^#<Class:([^#].*)>$/.exec(name)?.[1] ?? name
}

export function isOfLibrary(step: CandidateStep): boolean {
  return ownerOfConstant(topOf(step)) !== undefined
}

/** @param name of a class */
export function isLibraryName(name: string): boolean {
  return ownerOfConstant(name.split('::')[0]) !== undefined
}
