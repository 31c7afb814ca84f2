// Hash.new { |hash, key| hash[key] = … }: reading a key that is not there stores it. As a cache it has no
// limit, and where keys come from requests, each new one stays. Where the block is one of many made at run
// time, it keeps what it can see as well.
import { TYPE_HASH } from '../../base/record.ts'
import { glanceAt } from '../../heap/record-of.ts'
import { containerOf, knownWords } from './words/container-words.ts'
import { copiesWords } from './evidence/key-copies.ts'
import type { Rule } from './rule.ts'
import { suspicionOf } from './evidence/suspicion.ts'

export const defaultProcHash: Rule = {
  name: 'default-proc-hash',
  explain(candidate, context) {
    const { shape, steps, holder } = candidate
    if (shape !== 'container') return undefined
    const { node } = steps[holder]
    const { heap, names } = context.study
    if (node >= heap.count || heap.columns.type[node] !== TYPE_HASH) return undefined
    const value = glanceAt(heap, node)['default']
    if (value === undefined) return undefined
    const { offsets, targets } = heap.graph
    // The block is the last reference.
    const last = targets[offsets[node + 1] - 1]
    if (names.kinds.labelOf(names.kinds.kindOf(last)) !== '#<Proc>') return undefined
    const container = containerOf(candidate, context)
    if (container === undefined) return undefined
    const isKnown = container.anchor.kind !== 'other'
    const copies = copiesWords(candidate, context.study)
    const title = isKnown
      ? `${container.title}, stored by its default block`
      : container.title.replace(/ holds? /, ' with a default block$&')
    return {
      because:
        'A hash made with Hash.new { |hash, key| hash[key] = … } stores a new entry whenever a missing key is read, and never takes one out. Keys that come from requests, or are new objects each time, make it grow without end.',
      advice:
        'Give it a limit, or use a cache that has one (ActiveSupport::Cache::MemoryStore, lru_redux). Check that like things get the same key, and read with fetch where nothing should be stored.',
      confidence: 'certain',
      suspicion: suspicionOf(candidate, context),
      ...knownWords(candidate, context),
      ...copies,
      title: `${title}${copies?.title ?? ''}`,
    }
  },
}
