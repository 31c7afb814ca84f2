// Every member of the library with what it gives, in one line: what `help` prints and what completion
// knows about types. A test holds it against api.ts, so nothing can be missing.

import { TYPE_IMEMO } from '../base/record.ts'
import { TYPE_COLLECTIONS } from '../library/type-collections.ts'

export type Owner = 'Heap' | 'HeapObject' | 'Collection' | 'Path' | 'Diff' | 'Retained'

/** What a member gives, where completion can go on from it. */
export type Gives = Owner | 'Map' | 'Array' | 'value'

export interface HelpEntry {
  readonly name: string
  /** In parentheses behind the name; absent for what is read. */
  readonly takes?: string
  readonly gives: Gives
  readonly about: string
}

type Row = readonly [name: string, takes: string | undefined, gives: Gives, about: string]

function entries(rows: readonly Row[]): readonly HelpEntry[] {
  return rows.map(([name, takes, gives, about]) => ({
    name,
    ...(takes === undefined ? {} : { takes }),
    gives,
    about,
  }))
}

const no = undefined

/** The named collections, on heaps, collections and diffs. */
export const TYPE_ENTRIES: readonly HelpEntry[] = Object.entries(TYPE_COLLECTIONS).map(
  ([name, { type, word }]) => {
    const imemos = type === TYPE_IMEMO && word !== undefined
    const all = `all ${name === 'plainObjects' ? 'plain objects' : name}`
    return { name, gives: 'Collection', about: imemos ? `IMEMOs: ${all}` : all }
  },
)

const SELECTING: readonly Row[] = [
  ['classNamed', 'name', 'Collection', 'the classes and modules of a name'],
  ['instancesOf', 'class', 'Collection', 'instances of a class or of its name'],
  ['ofType', 'type', 'Collection', 'by type: "STRING", "OBJECT" …'],
  ['ofImemoType', 'kind', 'Collection', 'by imemo type: "iseq", "ment" …'],
  [
    'where',
    '{ … }',
    'Collection',
    'those that answer all conditions, quickly: type, klass, struct, file, line, location, ' +
      'method, gem, generation, memsize, retainedSize, frozen, old, value …',
  ],
  ['filter', '(o) => …', 'Collection', 'those for which the function is true; select too'],
]

export const ENTRIES: Readonly<Record<Owner, readonly HelpEntry[]>> = {
  Heap: entries([
    ['name', no, 'value', 'the dump, as it was named'],
    ['ruby', no, 'value', 'the version of Ruby that wrote it'],
    ['traced', no, 'value', 'whether objects know where they were allocated'],
    ['objects', no, 'Collection', 'all objects, in the order of the dump'],
    ['roots', no, 'Collection', 'where the garbage collector starts'],
    ['dominators', no, 'Collection', 'what no other object holds, most retained first'],
    ['garbage', no, 'Collection', 'what no root reaches'],
    ['summary', no, 'value', 'what loupe DUMP prints'],
    ['at', '"@1234" or "0x…"', 'HeapObject', 'the object of a handle or at an address'],
    ['has', '"0x…"', 'value', 'whether there is an object'],
    ...SELECTING,
    [
      'findPath',
      'object or many',
      'Path',
      'the shortest path from a root; with (from, to) between',
    ],
    ['paths', 'object, most = 5', 'Array', 'several different paths from the roots'],
    ['mergedPaths', 'many', 'value', 'the paths of many, merged: mergedPaths("Work")'],
    ['retained', 'many', 'Retained', 'what goes if all of these go together, exactly'],
    [
      'whatIf',
      '{ without, edges }',
      'Retained',
      'what goes without some objects, or without references [from, to]',
    ],
    ['close', '', 'value', 'lets go of the file'],
    ['toString', '', 'value', 'its name'],
  ]),
  HeapObject: entries([
    ['heap', no, 'Heap', 'the heap it is in'],
    ['node', no, 'value', 'its row in the dump'],
    ['handle', no, 'value', '"@1234": stands for it in this dump'],
    ['address', no, 'value', '"0x…"'],
    ['type', no, 'value', '"OBJECT", "STRING" … "ROOT"'],
    ['imemoType', no, 'value', 'of an IMEMO: "iseq", "callcache" …'],
    ['label', no, 'value', 'what lists print'],
    ['klass', no, 'HeapObject', 'its class as Ruby keeps it, a singleton class where it has one'],
    ['className', no, 'value', 'the name of its class, singleton classes passed over'],
    ['superclass', no, 'HeapObject', 'of a class: the next one up'],
    ['realClassName', no, 'value', 'of an unnamed or singleton class'],
    ['name', no, 'value', 'of a class or module'],
    ['value', no, 'value', 'of a string: its text, where the dump has it'],
    ['struct', no, 'value', 'of a DATA: the C type'],
    ['file', no, 'value', 'where it was allocated (traced dumps)'],
    ['line', no, 'value', 'where it was allocated (traced dumps)'],
    ['location', no, 'value', '"file:line" where it was allocated (traced dumps)'],
    ['method', no, 'value', 'the method that allocated it (traced dumps)'],
    ['generation', no, 'value', 'how many GCs there had been (traced dumps)'],
    ['memsize', no, 'value', 'bytes of its own'],
    ['retainedSize', no, 'value', 'bytes that go if it goes'],
    ['slotSize', no, 'value', 'bytes of its slot'],
    ['shapeId', no, 'value', 'its shape (Ruby 3.2 and later)'],
    ['ivarNames', no, 'Array', 'its instance variables (Ruby 3.2 and later)'],
    ['length', no, 'value', 'bytes of a string, elements of an array, entries of a hash'],
    ['flags', no, 'Array', 'names of its flags'],
    ['old', no, 'value', 'has survived several GCs'],
    ['frozen', no, 'value', 'is frozen'],
    ['wbProtected', no, 'value', 'is write-barrier protected'],
    ['embedded', no, 'value', 'its content is in its slot'],
    ['shared', no, 'value', 'it shares its content with another'],
    ['singleton', no, 'value', 'of a class: is a singleton class'],
    ['reachable', no, 'value', 'a root reaches it'],
    ['references', no, 'Collection', 'what it refers to'],
    ['referrers', no, 'Collection', 'what refers to it; inverse_references too'],
    ['instances', no, 'Collection', 'of a class: its instances'],
    ['dominator', no, 'HeapObject', 'what all ways to it lead through'],
    ['dominated', no, 'Collection', 'what it is the nearest holder of'],
    ['path', no, 'Path', 'the shortest path from a root'],
    ['data', no, 'value', 'everything the dump says about it'],
    ['json', no, 'value', 'its line in the dump'],
    ['edgeTo', 'other', 'value', 'what its reference to another is called'],
    ['equals', 'other', 'value', 'the same object of the same dump'],
    ['toString', '', 'value', 'its label'],
    ['toJSON', '', 'value', 'what JSON.stringify writes'],
  ]),
  Collection: entries([
    ['heap', no, 'Heap', 'the heap its objects are in'],
    ['length', no, 'value', 'how many; size too'],
    ['nodes', no, 'value', 'their rows'],
    ['at', 'index', 'HeapObject', 'as [index]; -1 is the last'],
    ['first', 'many', 'HeapObject', 'the first, or the first so many'],
    ['last', 'many', 'HeapObject', 'the last, or the last so many'],
    ['sample', 'many, seed', 'HeapObject', 'one at random, or so many; the same for the same seed'],
    ['has', 'object', 'value', 'whether it is among them; include too'],
    ...SELECTING,
    ['reject', '(o) => …', 'Collection', 'those for which the function is false'],
    ['find', '(o) => …', 'HeapObject', 'the first for which it is true; detect too'],
    ['some', '(o) => …', 'value', 'whether it is true for any; any too'],
    ['every', '(o) => …', 'value', 'whether it is true for all; all too'],
    ['count', '(o) => …', 'value', 'how many, or for how many it is true'],
    ['forEach', '(o) => …', 'value', 'one after the other; each too'],
    ['map', '(o) => …', 'Array', 'what the function gives for each; collect too'],
    ['flatMap', '(o) => …', 'Array', 'the same, lists joined'],
    ['reduce', '(sum, o) => …, start', 'value', 'one value of all; inject too'],
    ['toArray', '', 'Array', 'as a JavaScript array'],
    ['sortBy', '"memsize" or (o) => …', 'Collection', 'ascending; .reverse for descending'],
    ['reverse', '', 'Collection', 'last first'],
    ['minBy', '"memsize" or (o) => …', 'HeapObject', 'the one with the least'],
    ['maxBy', '"memsize" or (o) => …', 'HeapObject', 'the one with the most'],
    ['sum', '"memsize" or (o) => …', 'value', 'of memsize unless told otherwise'],
    ['groupBy', '"klass" or (o) => …', 'Map', 'collections by what that gives'],
    ['tally', '"value" or (o) => …', 'Map', 'how many of each, most first'],
    [
      'countBy',
      '"klass"',
      'Map',
      'the same, quickly: class, type, imemo, struct, file, site, method, gem, generation …',
    ],
    ['sumBy', '"klass"', 'Map', 'bytes by the same keys'],
    ['union', 'others', 'Collection', 'those in either'],
    ['intersect', 'others', 'Collection', 'those in both'],
    ['minus', 'others', 'Collection', 'those not in the other'],
    ['uniq', '', 'Collection', 'each once'],
    ['bytes', no, 'value', 'bytes of their own'],
    ['retainedBytes', no, 'value', 'bytes that go if all go together, exactly'],
    ['paths', no, 'value', 'their paths from the roots, merged'],
    ['toString', '', 'value', 'how many of what'],
    ['references', no, 'Collection', 'all that any of them refers to'],
    ['referrers', no, 'Collection', 'all that refers to any of them'],
    ['toJSON', '', 'value', 'what JSON.stringify writes'],
  ]),
  Path: entries([['edges', no, 'Array', 'what the step to each object is called']]),
  Diff: entries([
    ['before', no, 'Heap', 'the first dump'],
    ['after', no, 'Heap', 'the second'],
    ['later', no, 'Heap', 'the third, if there is one'],
    ['quality', no, 'value', 'how far the first two can be compared'],
    ['laterQuality', no, 'value', 'how far the second and the third can be compared'],
    ['added', no, 'Collection', 'in after, not in before'],
    ['retained', no, 'Collection', 'new in after, and of three dumps still in later'],
    ['objects', no, 'Collection', 'the same as retained'],
    ['freed', no, 'Collection', 'in before, not in after'],
    ['kept', no, 'Collection', 'in both'],
    ...SELECTING.map(([name, takes, gives, about]): Row => [
      name,
      takes,
      gives,
      `of retained: ${about}`,
    ]),
    ['find', 'object, "before"', 'HeapObject', 'the same object in another of the dumps'],
    [
      'groups',
      '{ by: "class" }',
      'value',
      'what loupe diff prints; by class, type, site, gem, generation, holder or path',
    ],
    ['close', '', 'value', 'lets go of the files'],
    ['toString', '', 'value', 'the names of the dumps'],
  ]),
  Retained: entries([
    ['objects', no, 'Collection', 'all that goes'],
    ['count', no, 'value', 'how many'],
    ['bytes', no, 'value', 'how many bytes'],
  ]),
}

const OWNERS_WITH_TYPES: ReadonlySet<Owner> = new Set(['Heap', 'Collection', 'Diff', 'Path'])

/** All entries of an owner: a path has a collection's, and most have the named collections. */
export function entriesOf(owner: Owner): readonly HelpEntry[] {
  return [
    ...ENTRIES[owner],
    ...(owner === 'Path' ? ENTRIES.Collection : []),
    ...(OWNERS_WITH_TYPES.has(owner) ? TYPE_ENTRIES : []),
  ]
}
