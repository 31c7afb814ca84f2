// The tables of docs/coming-from-*.md name every public method and command of the real gems, and
// send to what Loupe has.
import { expect, test } from 'vitest'
import { NodeCollection } from '../../src/library/collection.ts'
import { HeapDiff } from '../../src/library/diff.ts'
import { HeapView } from '../../src/library/heap.ts'
import { HeapObjectView } from '../../src/library/object.ts'
import { testWithGems } from './gems.ts'
import { documentation, section } from './documentation.ts'
import { heapy } from './heapy.ts'
import { sheapMethods } from './sheap.ts'

/** Whether a table says a name in code: `name`, `name(…)`, `Owner.name`, `tool name …`. */
function isNamed(text: string, name: string): boolean {
  const word = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`\`(?:[\\w:]+[. ])?${word}(?![\\w?!])[^\`]*\``).test(text)
}

testWithGems('every public method of sheap', async () => {
  const text = documentation('coming-from-sheap.md')
  for (const [owner, methods] of Object.entries(await sheapMethods())) {
    const table = section(text, owner)
    expect(isNamed(table, 'nothing_of_the_kind')).toBe(false)
    for (const name of Object.values(methods).flat()) {
      expect([owner, name, isNamed(table, name)]).toEqual([owner, name, true])
    }
  }
})

test('every member that the tables of Sheap send to', () => {
  const text = documentation('coming-from-sheap.md')
  const members: Readonly<Record<string, object>> = {
    'Sheap::Heap': HeapView.prototype,
    'Sheap::Diff': HeapDiff.prototype,
    'Sheap::Collection': HeapView.prototype,
    'Sheap::HeapObjectCollection': NodeCollection.prototype,
    'Sheap::HeapObject': HeapObjectView.prototype,
  }
  /** Said of a collection, of a diff, or of Loupe itself. */
  const others = new Set(['await', 'for', 'open', 'openDiff', 'diff', 'heap'])
  for (const [owner, prototype] of Object.entries(members)) {
    const rows = section(text, owner).split('\n').slice(4)
    const named = rows.flatMap((row) => [...(row.split(' | ')[1] ?? '').matchAll(/`([a-z]\w*)/gi)])
    expect(named.length).toBeGreaterThan(5)
    for (const [, name = ''] of named) {
      const known = name in prototype || others.has(name) || OWN.has(name)
      expect([owner, name, known]).toEqual([owner, name, true])
    }
  }
})

/** What an object makes itself, not its prototype. */
const OWN: ReadonlySet<string> = new Set(['name', 'before', 'after', 'later'])

testWithGems('every command and public method of heapy', async () => {
  const text = documentation('coming-from-heapy.md')
  const answer = JSON.parse(await heapy('methods')) as Record<string, string[]>
  const { commands = [], ...owners } = answer
  for (const name of commands) {
    const written = text.includes(`\`heapy ${name}`)
    expect([name, written]).toEqual([name, true])
  }
  for (const [owner, methods] of Object.entries(owners)) {
    expect(text).toContain(`\`${owner}.new`)
    for (const name of methods)
      expect([owner, name, isNamed(text, name)]).toEqual([owner, name, true])
  }
})
