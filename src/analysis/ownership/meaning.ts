// Whose an object is: the application's, a gem's, the standard library's or Ruby's own; code apart from
// data. Where its allocation was traced, its file tells. Where not, the namespace of its class does: by
// the files that most of the namespace's methods were written in, or by constants that are known. What
// says nothing itself (a String, an Array, code) belongs to whom its owner in the attributed tree does,
// and to Ruby where only roots own it.
// Cost: the attributed tree; a few passes over the rows; some reads for each namespace.
import * as R from '../../base/record.ts'
import { createMethodNames, type MethodNames } from '../../naming/method-names.ts'
import type { Heap } from '../../heap/heap.ts'
import { gemOf } from '../gem-of.ts'
import type { Groups } from '../groups.ts'
import { isPartial, type Study } from '../study.ts'
import { attributed } from './attributed.ts'
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
  const own = ownOwners(study, owners)
  const groupOf = new Uint32Array(count).fill(R.NONE)
  const { kinds } = attributedOrKinds(study)
  const isCode = Uint8Array.from({ length: K.OWNER_KINDS }, (_, kind) =>
    CODE_KINDS.has(kind) ? 1 : 0,
  )
  const ruby = owners.numberOf(RUBY)
  if (!isPartial(study)) inherit(study, own, ruby)
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

/** What has no owner by itself gets that of its dominator, from the roots down. */
function inherit(study: Study, own: Uint32Array, ruby: number): void {
  const { nodeAt, dominator } = attributed(study).tree
  for (let position = 0; position < nodeAt.length; position++) {
    const node = nodeAt[position]
    if (node >= own.length || own[node] !== R.NONE) continue
    const above = dominator[node]
    own[node] = above < own.length ? own[above] : ruby
  }
}

/** row -> number of its owner by its own site or class | NONE */
function ownOwners(study: Study, owners: Owners): Uint32Array {
  const { heap, names } = study
  const { count, sites, classes } = heap
  const { type, site } = heap.columns
  const { groupOf, names: groupNames } = names.groups
  const own = new Uint32Array(count).fill(R.NONE)
  const namespaces = new Namespaces(study)

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
  return own
}

/** `Foo` of `#<Class:#<Foo>>`; '' where there is none. */
function attachedName(name: string): string {
  return /^(?:#<Class:(?:#<)?)+([A-Z][\w:]*)/.exec(name)?.[1] ?? ''
}

/** Owners of top-level constants, each found once. */
class Namespaces {
  private readonly study: Study
  private readonly methods: MethodNames
  private readonly known = new Map<string, string | undefined>()
  /** top-level constant -> rows of classes and modules under it, the first few */
  private readonly rows = new Map<string, number[]>()

  constructor(study: Study) {
    this.study = study
    this.methods = createMethodNames(study.heap, study.names.classes)
    const { classes, columns } = study.heap
    for (let entry = 0; entry < classes.count; entry++) {
      const top = topOf(classes.name[entry])
      if (top === '' || columns.type[classes.row[entry]] === R.TYPE_ICLASS) continue
      const rows = this.rows.get(top)
      if (rows === undefined) this.rows.set(top, [classes.row[entry]])
      else if (rows.length < CLASSES_ASKED) rows.push(classes.row[entry])
    }
  }

  /** Core classes say nothing of their instances, and neither do kinds such as `IMEMO iseq`. */
  ownerOfInstances(className: string): string | undefined {
    const top = topOf(className)
    return top === '' || CORE.has(top) ? undefined : this.ownerOf(className)
  }

  ownerOf(className: string): string | undefined {
    const top = topOf(className)
    if (top === '') return undefined
    if (CORE.has(top)) return RUBY
    if (!this.known.has(top)) this.known.set(top, this.byFiles(top) ?? ownerOfConstant(top))
    return this.known.get(top)
  }

  /** Of the files that methods of the namespace are in, whose most are. */
  private byFiles(top: string): string | undefined {
    const votes = new Map<string, number>()
    let asked = 0
    for (const row of this.rows.get(top) ?? []) {
      for (const path of this.filesOf(row)) {
        const owner = gemOf(path)
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
  private filesOf(row: number): string[] {
    const { heap } = this.study
    const { offsets, targets } = heap.graph
    const { type, word } = heap.columns
    const found: string[] = []
    const end = Math.min(offsets[row + 1], offsets[row] + EDGES_SEARCHED)
    for (let edge = offsets[row]; edge < end && found.length < 3; edge++) {
      const ment = targets[edge]
      if (ment >= heap.count || type[ment] !== R.TYPE_IMEMO) continue
      if (heap.words[word[ment]] !== 'ment') continue
      const iseq = this.methods.imemoAmong(ment, 'iseq')
      const path = iseq === undefined ? undefined : this.methods.iseqName(iseq)?.path
      if (path !== undefined && path !== '') found.push(path)
    }
    return found
  }
}

/** `ActiveRecord` of `ActiveRecord::Base`; '' for what is no constant. */
function topOf(className: string): string {
  return /^[A-Z]\w*(?=$|::)/.exec(className)?.[0] ?? ''
}
