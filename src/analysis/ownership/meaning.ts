// Whose an object is: the application's, a gem's, the standard library's or Ruby's own; code apart from
// data. Compiled code is of its own file, and so are the literals that were made with it. Of others the
// file tells that allocated them, where that was traced. Where not, the namespace of the class does: by
// the files that most of its methods were written in, or by constants that are known. What says nothing
// itself (a String, an Array) belongs to whom its owner in the attributed tree does, and to Ruby where
// only roots own it.
// Cost: the attributed tree; a few passes over the rows; some reads for each namespace.
import * as R from '../../base/record.ts'
import type { Heap } from '../../heap/heap.ts'
import { gemOf } from '../gem-of.ts'
import type { Groups } from '../groups.ts'
import { isPartial, type Study } from '../study.ts'
import { attributed } from './attributed.ts'
import { codeOf, eachCodeFile } from './code-files.ts'
import { CORE, ownerOfConstant } from './known-constants.ts'
import * as K from './owner-kinds.ts'

const RUBY = 'Ruby itself'
const CODE_KINDS: ReadonlySet<number> = new Set([
  K.CLASS,
  K.SINGLETON_CLASS,
  K.MODULE,
  K.ICLASS,
  K.ISEQ,
  K.MENT,
  K.CALLCACHE,
  K.CONSTCACHE,
  K.CREF,
  K.TABLE,
])
/** Methods of a namespace whose files are looked at, and classes of it that they come from. */
const METHODS_ASKED = 9
const METHODS_OF_CLASS = 3
const CLASSES_ASKED = 12
const EDGES_SEARCHED = 400

const known = new WeakMap<Heap, Groups>()

/** row -> whose it is: groups 2i are data, 2i + 1 code of the same owner. */
export function meaning(study: Study): Groups {
  let groups = known.get(study.heap)
  if (groups === undefined) known.set(study.heap, (groups = findOwners(study)))
  return groups
}

function findOwners(study: Study): Groups {
  const { heap } = study
  const { count } = heap
  const owners = new Owners()
  const { kinds } = attributedOrKinds(study)
  const own = ownOwners(study, kinds, owners)
  const groupOf = new Uint32Array(count).fill(R.NONE)
  const isCode = Uint8Array.from({ length: K.OWNER_KINDS }, (_, kind) =>
    CODE_KINDS.has(kind) ? 1 : 0,
  )
  const ruby = owners.numberOf(RUBY)
  if (!isPartial(study)) inherit(study, kinds, own, ruby)
  for (let row = 0; row < count; row++) {
    if (own[row] !== R.NONE) groupOf[row] = own[row] * 2 + isCode[kinds[row]]
  }
  return {
    groupOf,
    count: owners.names.length * 2,
    nameOf: (group) => `${owners.names[group >>> 1]}${(group & 1) === 1 ? ' (code)' : ''}`,
  }
}

class Owners {
  readonly names: string[] = []
  private readonly numbers = new Map<string, number>()

  numberOf(name: string): number {
    let number = this.numbers.get(name)
    if (number === undefined) this.numbers.set(name, (number = this.names.push(name) - 1))
    return number
  }
}

function attributedOrKinds(study: Study): { kinds: Uint8Array } {
  return isPartial(study) ? { kinds: K.ownerKinds(study) } : attributed(study).ranks
}

/**
 * What has no owner by itself gets that of its dominator, from the roots down; and so does what was
 * allocated with the code that owns it, at the same line.
 */
function inherit(study: Study, kinds: Uint8Array, own: Uint32Array, ruby: number): void {
  const { nodeAt, dominator } = attributed(study).tree
  const { site } = study.heap.columns
  /** row -> 1 where it is code, or part of it */
  const isOfCode = new Uint8Array(own.length)
  for (let position = 0; position < nodeAt.length; position++) {
    const node = nodeAt[position]
    if (node >= own.length) continue
    const above = dominator[node]
    if (kinds[node] === K.ISEQ && own[node] !== R.NONE) isOfCode[node] = 1
    else if (above < own.length && isOfCode[above] === 1 && isAlike(site, node, above)) {
      own[node] = own[above]
      isOfCode[node] = 1
    } else if (own[node] === R.NONE) own[node] = above < own.length ? own[above] : ruby
  }
}

/** Allocated at the same line, as far as that is known. */
function isAlike(site: Uint32Array, node: number, above: number): boolean {
  return site.length > 0 && site[node] !== R.NONE && site[node] === site[above]
}

/** row -> number of its owner by its own site or class | NONE */
function ownOwners(study: Study, kinds: Uint8Array, owners: Owners): Uint32Array {
  const { heap, names } = study
  const { count, sites, classes } = heap
  const { type, site } = heap.columns
  const { groupOf, names: groupNames } = names.groups
  const own = new Uint32Array(count).fill(R.NONE)
  /** row of code -> number of its owner | NONE */
  const ofCode = codeOwners(study, kinds, owners)
  const namespaces = new Namespaces(study, kinds, (code) => owners.names[ofCode[code]])

  const ofGroup = Uint32Array.from(groupNames, (name) => {
    const owner = namespaces.ownerOfInstances(name)
    return owner === undefined ? R.NONE : owners.numberOf(owner)
  })
  for (let row = 0; row < count; row++) own[row] = ofGroup[groupOf[row]]
  for (let entry = 0; entry < classes.count; entry++) {
    const row = classes.row[entry]
    if (type[row] === R.TYPE_ICLASS) continue
    const owner = namespaces.ownerOf(classes.name[entry] || attachedName(names.classes.nameOf(row)))
    own[row] = owner === undefined ? R.NONE : owners.numberOf(owner)
  }

  /** file (its string) -> owner */
  const ofFile = new Map<number, number>()
  for (let row = 0; row < site.length; row++) {
    if (site[row] === R.NONE) continue
    const file = sites.file[site[row]]
    if (file === R.NONE) continue
    let owner = ofFile.get(file)
    if (owner === undefined) {
      ofFile.set(file, (owner = owners.numberOf(gemOf(sites.strings[file]))))
    }
    own[row] = owner
  }
  for (let row = 0; row < count; row++) if (ofCode[row] !== R.NONE) own[row] = ofCode[row]
  return own
}

function codeOwners(study: Study, kinds: Uint8Array, owners: Owners): Uint32Array {
  const ofCode = new Uint32Array(study.heap.count).fill(R.NONE)
  const ofPath = new Map<string, number>()
  eachCodeFile(study, kinds, (row, path) => {
    let owner = ofPath.get(path)
    if (owner === undefined) ofPath.set(path, (owner = owners.numberOf(gemOf(path))))
    ofCode[row] = owner
  })
  return ofCode
}

/** `Foo` of `#<Class:#<Foo>>`; '' where there is none. */
function attachedName(name: string): string {
  return /^(?:#<Class:(?:#<)?)+([A-Z][\w:]*)/.exec(name)?.[1] ?? ''
}

/**
 * Owners of namespaces, each found once: of `Rails::Html` where that has methods, else of `Rails`, for
 * gems share the names of others.
 */
class Namespaces {
  private readonly study: Study
  private readonly kinds: Uint8Array
  private readonly ownerOfCode: (code: number) => string | undefined
  private readonly known = new Map<string, string | undefined>()
  /** namespace -> rows of classes and modules under it, the first few */
  private readonly rows = new Map<string, number[]>()

  constructor(study: Study, kinds: Uint8Array, ownerOfCode: (code: number) => string | undefined) {
    this.study = study
    this.kinds = kinds
    this.ownerOfCode = ownerOfCode
    const { classes, columns } = study.heap
    for (let entry = 0; entry < classes.count; entry++) {
      const row = classes.row[entry]
      if (columns.type[row] === R.TYPE_ICLASS) continue
      const [top, second] = namespacesOf(classes.name[entry])
      if (top !== undefined) this.add(top, row)
      if (second !== undefined) this.add(second, row)
    }
  }

  private add(namespace: string, row: number): void {
    const rows = this.rows.get(namespace)
    if (rows === undefined) this.rows.set(namespace, [row])
    else if (rows.length < CLASSES_ASKED) rows.push(row)
  }

  /** Core classes say nothing of their instances, and neither do kinds such as `IMEMO iseq`. */
  ownerOfInstances(className: string): string | undefined {
    const [top] = namespacesOf(className)
    return top === undefined || CORE.has(top) ? undefined : this.ownerOf(className)
  }

  ownerOf(className: string): string | undefined {
    const [top, second] = namespacesOf(className)
    if (top === undefined) return undefined
    if (CORE.has(top)) return RUBY
    if (second !== undefined) {
      if (!this.known.has(second)) this.known.set(second, this.byFiles(second))
      const owner = this.known.get(second)
      if (owner !== undefined) return owner
    }
    if (!this.known.has(top)) this.known.set(top, this.byFiles(top) ?? ownerOfConstant(top))
    return this.known.get(top)
  }

  /** Of the files that methods of the namespace are in, whose most are. */
  private byFiles(namespace: string): string | undefined {
    const votes = new Map<string, number>()
    let asked = 0
    for (const row of this.rows.get(namespace) ?? []) {
      for (const owner of this.ownersOfMethods(row)) {
        votes.set(owner, (votes.get(owner) ?? 0) + 1)
        asked++
      }
      if (asked >= METHODS_ASKED) break
    }
    let best: string | undefined
    for (const [owner, count] of votes) {
      if (best === undefined || count > (votes.get(best) ?? 0)) best = owner
    }
    return best
  }

  /** Of up to three methods of a class. */
  private ownersOfMethods(row: number): string[] {
    const { heap } = this.study
    const { offsets, targets } = heap.graph
    const found: string[] = []
    const end = Math.min(offsets[row + 1], offsets[row] + EDGES_SEARCHED)
    for (let edge = offsets[row]; edge < end && found.length < METHODS_OF_CLASS; edge++) {
      const ment = targets[edge]
      if (this.kinds[ment] !== K.MENT) continue
      const code = codeOf(this.study, this.kinds, ment)
      const owner = code === R.NONE ? undefined : this.ownerOfCode(code)
      if (owner !== undefined) found.push(owner)
    }
    return found
  }
}

/** `Rails` and `Rails::Html` of `Rails::Html::Sanitizer`; none of what is no constant. */
function namespacesOf(className: string): [top?: string, second?: string] {
  const [, top, second] = /^([A-Z]\w*)(?=$|::)(?:::([A-Z]\w*))?/.exec(className) ?? []
  if (top === undefined) return []
  return second === undefined ? [top] : [top, `${top}::${second}`]
}
