// Up to Ruby 3.2 an entry of a call cache keeps the method that it remembers. Where that is a singleton
// method (`obj.instance_eval 'def …'`, define_singleton_method, extend), it keeps the singleton class,
// and that keeps the object and all that it knows. The VM's global table (for public_send, send and
// calls from C) has 1,023 places, so this ends as a plateau. From 3.3 on (Bug #19436) it does not.
import { formatCount } from '../../base/format.ts'
import { isOwnClass } from '../../base/own-class.ts'
import type { CandidateStep } from '../why/candidate.ts'
import { sharedDefinitionPlace } from './evidence/definition-place.ts'
import type { Rule } from './rule.ts'
import { className, counted } from './words/words.ts'

const GLOBAL_CACHE_SIZE = 1023

export const callcachePin: Rule = {
  name: 'callcache-pin',
  explain({ steps }, { study, owned }) {
    const singleton = steps.findIndex(({ label }) => label.startsWith('#<Class:#<'))
    if (singleton < 0) return undefined
    const above = steps.slice(0, singleton).map(({ label }) => label)
    if (!above.includes('callcache')) return undefined
    const isGlobal = above[0] === 'ROOT vm' && above[1] === 'callcache'
    const { label, count, positions } = steps[singleton]
    const name = className(label)
    const rows = positions.map((at) => owned.tree.nodeAt[at])
    const place = sharedDefinitionPlace(study, rows)
    const at = place === undefined ? '' : ` (${place})`
    const more = furtherOwn(steps.slice(singleton + 1), name)
    const along = more === undefined ? '' : `, and with them ${counted(more.count, more.label)}`
    const table = isGlobal
      ? "Ruby's global call cache"
      : 'method caches (where Ruby remembers methods)'
    return {
      title: `${counted(count, `#<${name}>`)} with methods of their own are kept by ${table}${along}`,
      place: isGlobal ? table : 'method caches',
      because:
        `A method was defined on single ${name} objects${at}, so each has a singleton class (a class of ` +
        'its own). Called through send or public_send, such a method is remembered in the call cache ' +
        '(where Ruby notes which method a call found). Up to Ruby 3.2 that note keeps the method, its ' +
        'class, the object and all that the object refers to.',
      advice: adviceOf(name, place),
      rubies: 'up to Ruby 3.2',
      confidence: 'certain',
      suspicion: 1,
      isDefect: true,
      ...(isGlobal
        ? {
            cap: {
              most: GLOBAL_CACHE_SIZE,
              why: `the global call cache has ${formatCount(GLOBAL_CACHE_SIZE)} places, and a new entry takes the place of an old one`,
            },
          }
        : {}),
      held: singleton,
      holder: Math.max(0, above.indexOf('callcache')),
    }
  },
}

/** Rails wrote a method for each proxy (rails#50298); whoever has it there can only upgrade. */
function adviceOf(name: string, place: string | undefined): string {
  const define =
    `Define the method on the class ${name} or in a module, not on each object` +
    `${place === undefined ? '' : `: see ${place}`}.`
  const upgrade =
    'upgrade to Ruby 3.3 or later, whose call cache no longer keeps what it remembers.'
  if (/\bactionpack-7\.1\.[012]\//.test(place ?? '')) {
    return `Upgrade to Rails 7.1.3 or later, which no longer defines it on each object: this is rails#50298, in Rails 7.1.0 to 7.1.2. Or ${upgrade}`
  }
  const rails = name.endsWith('RoutesProxy')
    ? ' In Rails 7.1.0 to 7.1.2 this is rails#50298: upgrade to 7.1.3.'
    : ''
  return `${define} Or ${upgrade}${rails}`
}

/** What a Rails developer knows best of what hangs on them: the first own class that is another one. */
function furtherOwn(steps: readonly CandidateStep[], name: string): CandidateStep | undefined {
  const own = steps.filter(({ label }) => isOwnClass(className(label)) && className(label) !== name)
  return own.find(({ label }) => label.endsWith('Controller>')) ?? own[0]
}
