// What a heap's columns know of each node, by the names of HeapObject's properties: numbers, texts
// and yes or no. Conditions, sorting, sums and groups read these instead of making objects. A text is
// a code, one for each distinct string or a few for the same one; its string is made when it is asked
// for. Root categories are nodes too and have a type, and nothing else but where it is said.
// Cost: making one is O(1) but for 'className' (4 bytes a row, touched near classes only);
// a look is a few reads.
import * as R from '../base/record.ts'
import { TYPE_NAMES } from '../base/type-names.ts'
import { nodeSize } from '../graph/node-size.ts'
import { gemOf } from '../analysis/gem-of.ts'
import { isPartial, type Study } from '../analysis/study.ts'
import type { HeapObject } from './api.ts'
import { isOld } from './flags.ts'

/** node -> number, NaN where it has none. All are whole numbers. */
export type NumberColumn = (node: number) => number

export interface TextColumn {
  /** node -> code | NONE */
  readonly codeOf: (node: number) => number
  /** code -> text. Several codes may have the same one; undefined: none after all. */
  readonly textOf: (code: number) => string | undefined
}

export type FlagColumn = (node: number) => boolean

export function numberColumn(study: Study, key: string): NumberColumn | undefined {
  return lookUp(NUMBERS, key)?.(study)
}

export function textColumn(study: Study, key: string): TextColumn | undefined {
  return lookUp(TEXTS, key)?.(study)
}

export function flagColumn(study: Study, key: string): FlagColumn | undefined {
  return lookUp(FLAGS, key)?.(study)
}

type Key = Exclude<keyof HeapObject, 'toString'> | 'gem'
type Table<Column> = Readonly<Partial<Record<Key, (study: Study) => Column>>>

/** Names from outside must not reach what every object inherits. */
function lookUp<Column>(table: Table<Column>, key: string): Table<Column>[Key] {
  return Object.hasOwn(table, key) ? table[key as Key] : undefined
}

const NUMBERS: Table<NumberColumn> = {
  node: () => (node) => node,
  memsize({ heap: { columns, giants } }) {
    const { size } = columns
    return (node) => nodeSize(size, giants, node)
  },
  retainedSize(study) {
    if (isPartial(study)) return () => Number.NaN
    const { positionOf, reachable, retained } = study.trees.dominators
    return (node) => (positionOf[node] < reachable ? retained[node] : Number.NaN)
  },
  slotSize({ heap: { count, columns } }) {
    const { slot } = columns
    return (node) => (node < count && slot[node] !== 0 ? slot[node] : Number.NaN)
  },
  shapeId: ({ heap }) => orNone(heap.columns.shape),
  generation: ({ heap }) => orNone(heap.columns.generation),
  line({ heap: { columns, sites } }) {
    const { site } = columns
    const { line } = sites
    return (node) => {
      const own = node < site.length ? site[node] : R.NONE
      return own === R.NONE || line[own] === 0 ? Number.NaN : line[own]
    }
  },
  length({ heap: { count, columns } }) {
    const { type, flags, length } = columns
    return (node) => {
      if (node >= count || HAS_LENGTH[type[node]] === 0) return Number.NaN
      // A string that shares another's text has no bytesize in the dump.
      const shares = type[node] === R.TYPE_STRING && (flags[node] & R.FLAG_SHARED) !== 0
      return shares ? Number.NaN : length[node]
    }
  },
}

/** TYPE_* -> 1 where the `length` column is what Ruby code would call length or size */
const HAS_LENGTH = Uint8Array.from(TYPE_NAMES, (_, type) =>
  [R.TYPE_STRING, R.TYPE_SYMBOL, R.TYPE_ARRAY, R.TYPE_HASH].includes(type) ? 1 : 0,
)

function orNone(column: Uint32Array): NumberColumn {
  const { length } = column
  return (node) => {
    const own = node < length ? column[node] : R.NONE
    return own === R.NONE ? Number.NaN : own
  }
}

const TEXTS: Table<TextColumn> = {
  type({ heap: { count, columns } }) {
    const { type } = columns
    const root = TYPE_NAMES.length
    return {
      codeOf: (node) => (node < count ? type[node] : root),
      textOf: (code) => (code === root ? 'ROOT' : TYPE_NAMES[code]),
    }
  },
  imemoType: (study) => words(study, R.TYPE_IMEMO),
  struct: (study) => words(study, R.TYPE_DATA),
  className({ heap, names }) {
    const { count } = heap
    const { type, flags } = heap.columns
    const { offsets, targets } = heap.graph
    /** raw class row -> code + 1, 0 while unknown */
    const codes = new Uint32Array(count)
    const texts: string[] = []
    const codeNamed = new Map<string, number>()
    function codeOfClass(raw: number): number {
      const name = names.classes.nameOf(names.classes.realClass(raw))
      let code = codeNamed.get(name)
      if (code === undefined) codeNamed.set(name, (code = texts.push(name) - 1))
      codes[raw] = code + 1
      return code
    }
    return {
      codeOf(node) {
        if (node >= count || (flags[node] & R.FLAG_CLASS_EDGE) === 0) return R.NONE
        const raw = targets[offsets[node]]
        // An ICLASS is no instance of the module it stands for.
        if (raw >= count || type[node] === R.TYPE_IMEMO || type[node] === R.TYPE_ICLASS) {
          return R.NONE
        }
        if (codes[raw] !== 0) return codes[raw] - 1
        const isClass = type[raw] === R.TYPE_CLASS || type[raw] === R.TYPE_MODULE
        return isClass ? codeOfClass(raw) : R.NONE
      },
      textOf: (code) => texts[code],
    }
  },
  file: ({ heap: { columns, sites } }) => ofSite(columns.site, sites.file, sites.strings),
  method: ({ heap: { columns, sites } }) => ofSite(columns.site, sites.method, sites.strings),
  location({ heap: { columns, sites } }) {
    return {
      codeOf: codeIn(columns.site),
      textOf(site) {
        const file = sites.file[site]
        if (file === R.NONE) return undefined
        const text = sites.strings[file]
        return sites.line[site] === 0 ? text : `${text}:${sites.line[site]}`
      },
    }
  },
  gem({ heap: { columns, sites } }) {
    const { codeOf } = ofSite(columns.site, sites.file, sites.strings)
    return { codeOf, textOf: (file) => gemOf(sites.strings[file]) }
  },
}

function words({ heap }: Study, wanted: number): TextColumn {
  const { count } = heap
  const { type, word } = heap.columns
  return {
    codeOf: (node) =>
      node < count && type[node] === wanted && word[node] !== 0 ? word[node] : R.NONE,
    textOf: (code) => heap.words[code],
  }
}

function codeIn(column: Uint32Array): (node: number) => number {
  const { length } = column
  return (node) => (node < length ? column[node] : R.NONE)
}

function ofSite(site: Uint32Array, string: Uint32Array, strings: readonly string[]): TextColumn {
  const { length } = site
  return {
    codeOf(node) {
      const own = node < length ? site[node] : R.NONE
      return own === R.NONE ? R.NONE : string[own]
    },
    textOf: (code) => strings[code],
  }
}

const FLAGS: Table<FlagColumn> = {
  old({ heap: { count, columns } }) {
    const { flags } = columns
    return (node) => node < count && isOld(flags[node])
  },
  frozen: (study) => hasFlag(study, R.FLAG_FROZEN),
  wbProtected: (study) => hasFlag(study, R.FLAG_WB_PROTECTED),
  embedded: (study) => hasFlag(study, R.FLAG_EMBEDDED),
  shared: (study) => hasFlag(study, R.FLAG_SHARED),
  singleton({ heap: { count, columns }, names }) {
    const { type } = columns
    return (node) => node < count && type[node] === R.TYPE_CLASS && names.classes.isSingleton(node)
  },
  reachable(study) {
    const { positionOf, reachable } = study.trees.dominators
    return (node) => positionOf[node] < reachable
  },
}

function hasFlag({ heap: { count, columns } }: Study, flag: number): FlagColumn {
  const { flags } = columns
  return (node) => node < count && (flags[node] & flag) !== 0
}
