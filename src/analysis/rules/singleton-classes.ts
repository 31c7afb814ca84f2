// Each of very many objects has a class of its own: `def obj.x`, `obj.extend(M)`, `class << obj`,
// define_singleton_method. Such a class takes ten times the memory of a small object, and makes Ruby's
// method caches useless for it. They live as long as their objects.
import type { Rule } from './rule.ts'
import { anchorAbove, anchorWords } from './evidence/anchors.ts'
import { definitionPlace } from './evidence/definition-place.ts'
import { capital, className, counted } from './words/words.ts'

export const singletonClasses: Rule = {
  name: 'singleton-classes',
  explain({ steps, held, holder, shape }, context) {
    if (shape === 'single') return undefined
    const at = steps.findIndex(({ label }, i) => i >= held && label.startsWith('#<Class:#<'))
    if (at < 0 || at > held + 1) return undefined
    const { label, count, node, owned } = steps[at]
    // Of anonymous classes: those are another rule's.
    if (/^#<Class:#<(Class|Module)\b/.test(label)) return undefined
    if (owned < steps[held].owned * 0.4) return undefined
    const name = className(label)
    const place = definitionPlace(context.study, node)
    const anchor = anchorAbove(context, shape === 'group' ? held : holder)
    const by = anchor.kind === 'other' ? '' : `, held by ${anchorWords(context, anchor)}`
    return {
      title: capital(
        `${counted(count, `#<${name}>`)} have methods of their own, so a class each${by}`,
      ),
      because: `A method defined on a single object (def object.name, extend, class << object${place === undefined ? '' : `; here at ${place}`}) makes Ruby create a class for that object alone (a singleton class). It takes about ten times the memory of a small object and lives as long as that object.`,
      advice: `Define the method in the class ${name} or a module that it includes, so that all of them share it. And let go of the objects: the path shows what holds them.`,
      confidence: 'certain',
      suspicion: 0.8,
    }
  },
}
