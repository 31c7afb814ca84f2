// ObjectSpace.define_finalizer keeps its block until the object is collected. A block that can see the
// object, because it was written in one of its methods, keeps it alive for good: it never runs.
// Which object a finalizer belongs to is not in the dump.
import type { Rule } from './rule.ts'
import { blockPlace } from './block-place.ts'
import { isOwnClass } from '../../base/own-class.ts'
import { className, counted } from './words.ts'

const ROOT = 'ROOT finalizers'
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

function nameOf({ count, label }: { count: number; label: string }): string {
  return counted(count, label.startsWith('#<') ? `#<${className(label)}>` : label)
}
