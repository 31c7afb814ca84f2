// Class.new, Struct.new, Module.new for each request: classes without a name. A class takes a kilobyte
// or more with its methods and caches, and its superclass knows it.
import { formatCount } from '../../base/format.ts'
import { TYPE_MODULE } from '../../base/record.ts'
import type { Rule } from './rule.ts'
import { capital } from './words/words.ts'
import { anchorAbove, anchorWords } from './evidence/anchors.ts'
import { definitionPlace } from './evidence/definition-place.ts'

const ANONYMOUS = /^#<((?:Class|Module)(?!\w|::)|[^<>]*\bClass <)[^]*>$/
const MANY = 20

export const anonymousClasses: Rule = {
  name: 'anonymous-classes',
  explain({ steps, held, holder, shape }, context) {
    const { type } = context.study.heap.columns
    const at = steps.findIndex(
      ({ label, count, node }, i) =>
        i > 0 &&
        count >= MANY &&
        (ANONYMOUS.test(label) || isUnnamedModule(label, type[node])) &&
        !label.startsWith('#<Class:#<Class:'),
    )
    if (at < 0 || at > held + 1) return undefined
    const { label, count, node } = steps[at]
    if (/^#<Class:(?!#<(?:Class|Module)\b)/.test(label)) return undefined
    const isModule = label.includes('#<Module') || isUnnamedModule(label, type[node])
    // The first with a name, where superclasses have none either.
    const parent = / < (\p{Lu}[^<>\s]*)/u.exec(label)?.[1]
    const above = Math.min(at, shape === 'container' && at >= held ? holder : at)
    const anchor = anchorAbove(context, above)
    const owner = steps[Math.max(0, at - 1)].label
    const by =
      anchor.kind === 'other'
        ? / \((?:class|module)\)$/.test(owner)
          ? `, held by ${owner.replace(/ \((?:class|module)\)$/, '')}`
          : ''
        : `, held by ${anchorWords(context, anchor)}`
    const place = definitionPlace(context.study, node)
    const kind = isModule ? 'modules' : 'classes'
    // Of a class below Module, as many libraries have.
    const own = isModule ? /^#<(?!Module\b|Class:)([^\s>]+)/.exec(label)?.[1] : undefined
    const below = own ?? parent
    return {
      title: capital(
        `${formatCount(count)} ${kind} without a name${below === undefined ? '' : ` (${own === undefined ? 'subclasses of' : 'of class'} ${below})`} are alive${by}`,
      ),
      because: `${isModule ? 'Module.new' : 'Class.new or Struct.new'} at run time makes a new one each time${place === undefined ? '' : ` (its methods are written at ${place})`}. Each takes a kilobyte or more with its methods and caches, and lives as long as anything refers to it, to one of its objects, or includes it.`,
      advice: `Make the ${isModule ? 'module' : 'class'} once${place === undefined ? '' : ` (see ${place})`} and keep it in a constant, or in a hash by what it depends on. Take it out of lists that classes are entered in (inherited, included, registries).`,
      confidence: 'certain',
      suspicion: 0.6,
    }
  },
}

/** Also of a class of the program's own below Module, which the label names. */
function isUnnamedModule(label: string, type: number | undefined): boolean {
  return type === TYPE_MODULE && label.startsWith('#<')
}
