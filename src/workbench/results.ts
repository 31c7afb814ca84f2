// The result types of every question: plain JSON-able records, told apart by `kind`. `--json`
// prints exactly these. Sizes are bytes; addresses are '0x…' strings as in the dump; `handle` is
// '@' + row number, stable for one dump. Keys are never renamed or removed within a `version`.

export const RESULT_VERSION = 1

/** One object, as every list prints it. */
export interface ObjectRef {
  readonly handle: string
  readonly address: string
  /** OBJECT, STRING, CLASS, IMEMO … or ROOT for a root category (address is then its name). */
  readonly type: string
  /** What a person reads: `#<Work>`, `Work (class)`, `"text…"`, `callcache :render`. */
  readonly label: string
  /** Shallow size. */
  readonly bytes: number
  /** Bytes freed if this object went; undefined where the dump has no roots. */
  readonly retained?: number
}

/** One object, or several of a kind that the roots hold side by side (then it is the largest). */
export interface Holder extends ObjectRef {
  /** How many objects it stands for, where more than one; `bytes` and `retained` are of all. */
  readonly count?: number
}

export interface DamageNote {
  /** 1-based line, 0-based byte of the line's start in the (uncompressed) dump. */
  readonly line: number
  readonly byte: number
  readonly why: string
  /** Short, escaped. */
  readonly excerpt: string
}

export interface Damage {
  /** Lines that gave no record at all. */
  readonly badLines: number
  /** Lines that were broken but whose record was recovered. */
  readonly repaired: number
  /** The last line was cut off. */
  readonly truncated: boolean
  /** The first few of them. */
  readonly notes: readonly DamageNote[]
}

export interface CountBytes {
  readonly count: number
  readonly bytes: number
}
export interface NamedCount extends CountBytes {
  readonly type: string
}

export interface Summary {
  readonly kind: 'summary'
  readonly version: number
  readonly source: { readonly name: string; readonly bytes: number; readonly compression?: string }
  readonly ruby: {
    /** RUBY_DESCRIPTION as found in the dump. */
    readonly description?: string
    /** '3.1.2', or a range such as '>= 3.4' where only the format tells. */
    readonly version: string
    readonly exact: boolean
    readonly bits: 32 | 64
  }
  readonly traced: boolean
  readonly objects: number
  readonly bytes: number
  readonly edges: number
  readonly shapes: number
  readonly roots: readonly { readonly category: string; readonly references: number }[]
  /** By Ruby type, most bytes first. */
  readonly types: readonly NamedCount[]
  /** IMEMO by imemo_type, most bytes first. */
  readonly imemos: readonly NamedCount[]
  /** Program text (iseqs, method entries, classes, caches) against everything else. */
  readonly code: CountBytes
  readonly data: CountBytes
  /** The largest holders: objects by retained size, pass-through nodes folded away. */
  readonly holders: readonly Holder[]
  /** Top classes by retained bytes. */
  readonly classes: readonly Group[]
  readonly reachableBytes: number
  readonly unreachable: { readonly objects: number; readonly bytes: number }
  readonly dangling: number
  readonly duplicates: number
  readonly damage: Damage
  /** The allocation tracer's own table, present in traced dumps: never a suspect. */
  readonly tracer?: CountBytes
  /** A dump without ROOT lines: reachability unknown, `holders` and `retained` absent or empty. */
  readonly partial: boolean
  /** Doubts in plain words (stale tracing data, mixed dumps …). */
  readonly notes: readonly string[]
  readonly verification?: Verification
}

export interface Verification {
  /** Objects whose dominator and retained size were recomputed the slow way. */
  readonly sampled: number
  readonly failures: readonly string[]
}

/** `loupe summary --stream`: counts and bytes in flat memory, no graph. */
export interface StreamSummary {
  readonly kind: 'stream-summary'
  readonly version: number
  readonly source: { readonly name: string; readonly bytes: number; readonly compression?: string }
  readonly objects: number
  readonly bytes: number
  readonly types: readonly NamedCount[]
  readonly classes: readonly {
    readonly name: string
    readonly count: number
    readonly bytes: number
  }[]
  readonly damage: Damage
}

export const GROUPINGS = [
  'class',
  'type',
  'imemo',
  'struct',
  'file',
  'site',
  'method',
  'gem',
  'owner',
  'generation',
  'size-class',
  'value',
] as const
export type Grouping = (typeof GROUPINGS)[number]
export type GroupSort = 'retained' | 'bytes' | 'count' | 'refs' | 'wasted' | 'name'

export interface Group {
  readonly name: string
  readonly count: number
  /** Shallow bytes of the group's objects. */
  readonly bytes: number
  /**
   * What the group's objects keep alive one by one, each byte counted once: at least so much would be
   * freed if all of them went.
   */
  readonly retained?: number
  /** `top`: references that the group's objects hold, their classes aside. */
  readonly references?: number
  /** `--by value`: bytes saved at least if only one of the group's strings were left. */
  readonly wasted?: number
  /** `--by value`: the handle of one of them. */
  readonly example?: string
}

/** Filters of `top --where` and `find`; all given must hold. */
export interface Where {
  readonly class?: string
  readonly type?: string
  readonly flag?: string
  readonly generation?: { readonly min?: number; readonly max?: number }
  readonly size?: { readonly min?: number; readonly max?: number }
  /** Only objects retained by this TARGET. */
  readonly retainedBy?: string
  /** Only strings with the same text as this TARGET, which is one. */
  readonly sameText?: string
}

export interface Top {
  readonly kind: 'top'
  readonly version: number
  readonly by: Grouping
  readonly sort: GroupSort
  readonly groups: readonly Group[]
  /** How many groups there are in all, and the totals over all of them. */
  readonly groupCount: number
  readonly total: CountBytes
  /** `--by value`: all that copies take. */
  readonly wasted?: number
  /** Objects the grouping says nothing about (no site, not an IMEMO, no text in the dump …). */
  readonly ungrouped: CountBytes
}

export interface Reference extends ObjectRef {
  /** What the edge is called, where known: `@name`, `[3]`, `its class`, `attached object`. */
  readonly edge?: string
  /** How many times the same pair is linked. */
  readonly times?: number
}

export interface Show {
  readonly kind: 'show'
  readonly version: number
  readonly handle: string
  readonly address: string
  readonly type: string
  readonly label: string
  /** The class to name it by, singleton classes skipped. */
  readonly class: string | null
  /** The raw class object where it differs (a singleton class). */
  readonly singleton?: ObjectRef
  readonly bytes: number
  readonly retained?: number
  readonly reachable: boolean
  /** Null where only roots hold it, several of them, or nothing does. */
  readonly dominator: ObjectRef | null
  readonly shape?: { readonly id: number; readonly names: readonly string[] }
  readonly allocated?: {
    readonly file?: string
    readonly line?: number
    readonly method?: string
    readonly generation?: number
  }
  /** Flags in words: 'write-barrier protected', 'old (survived 3 GCs)'. */
  readonly flags: readonly string[]
  /** String content or the like, escaped and cut. */
  readonly preview?: string
  readonly references: ReferenceList
  readonly referrers: ReferenceList
  /** Every field of the line as the dump has it, unknown ones included. */
  readonly fields: Readonly<Record<string, unknown>>
  /** Fields of a very long line of which only the beginning is given. */
  readonly cut?: readonly string[]
  /** Where the line lies in the (uncompressed) dump. */
  readonly place: { readonly byte: number; readonly length: number }
}

export interface ReferenceList {
  readonly total: number
  readonly items: readonly Reference[]
}

export interface References {
  readonly kind: 'references' | 'referrers'
  readonly version: number
  readonly of: ObjectRef
  readonly total: number
  readonly items: readonly Reference[]
  /** With --group: by class instead of a list. */
  readonly groups?: readonly Group[]
}

export interface PathStep {
  readonly handle: string
  readonly address: string
  readonly type: string
  readonly label: string
  /** The step from the previous one in words: 'instance variable @view', 'its class'. */
  readonly edge?: string
  readonly bytes: number
  readonly retained?: number
}

export interface Path {
  readonly kind: 'path'
  readonly version: number
  readonly target: ObjectRef
  readonly to?: ObjectRef
  /** The shortest path, root first. For a class target: that of its first reachable instance. */
  readonly steps: readonly PathStep[]
  /** With --count: all of them, `steps` being the first. */
  readonly paths: readonly (readonly PathStep[])[]
  /** For a class: the paths of all its instances, merged. */
  readonly tree?: PathTree
  readonly notes: readonly string[]
}

/** Paths of many objects merged by label, root at the top. */
export interface PathTree {
  /** What the objects here are held by, where it is the same for all that were looked at: `@work`. */
  readonly edge?: string
  readonly label: string
  readonly type: string
  /** Distinct objects at this node, and target objects reached through it. */
  readonly holders: number
  readonly count: number
  /** Shallow bytes of the targets reached through here. */
  readonly bytes: number
  readonly example: string
  readonly children: readonly PathTree[]
}

export interface DominatorNode {
  readonly handle: string
  readonly address: string
  readonly type: string
  readonly label: string
  /** How many siblings this line stands for (1 unless merged). */
  readonly count: number
  /** Shallow bytes of those. */
  readonly bytes: number
  /** The VM's parts of them that are not shown: code, method tables, inline caches. Not in `bytes`. */
  readonly plumbing?: CountBytes
  /** What they hold (exact), or own (attributed): `bytes`, `plumbing`, children and omitted ones. */
  readonly retained: number
  /** Attributed, where less than `retained` would be freed if each of them went: what would be. */
  readonly exact?: number
  /** Why: what the largest of them shares, and what refers to that from elsewhere. */
  readonly shared?: {
    readonly handle: string
    readonly label: string
    /** Most frequent first: 'inline constant caches', 'subclasses' … */
    readonly by: readonly string[]
  }
  readonly children: readonly DominatorNode[]
  /** Children left out by --limit, depth or share. */
  readonly omitted: { readonly count: number; readonly retained: number }
}

export interface Dominators {
  readonly kind: 'dominators'
  readonly version: number
  /** Absent: from the roots. */
  readonly target?: ObjectRef
  /** 'attributed': caches and other mere mentions own nothing that has an owner. */
  readonly tree: 'attributed' | 'exact'
  /** The VM's plumbing is shown. */
  readonly vm: boolean
  readonly merged: boolean
  /** What shares are of: reachable bytes, or what the target retains or owns. */
  readonly total: number
  /** As of a node: parts of the target, or of the roots. */
  readonly plumbing?: CountBytes
  readonly nodes: readonly DominatorNode[]
}

/** One `--without`. */
export interface WhatIfCut {
  readonly words: string
  readonly kind: 'objects' | 'references'
  /** How many objects or references those words mean. */
  readonly count: number
  /** Objects of the class whose instance variables the dump does not name: nothing of them was cut. */
  readonly unnamed?: number
}

/** References of one kind that hold what stays. */
export interface WhatIfHolder {
  readonly from: string
  readonly to: string
  readonly references: number
  /** The handle of one that refers. */
  readonly example: string
  /** Words for another `--without`. */
  readonly without: string
}

/** `loupe what-if`. */
export interface WhatIf {
  readonly kind: 'what-if'
  readonly version: number
  readonly without: readonly WhatIfCut[]
  /** Exactly what would come back. */
  readonly freed: CountBytes
  /** All reachable bytes. */
  readonly total: number
  /** What would come back, by class, most bytes first. */
  readonly classes: readonly {
    readonly name: string
    readonly count: number
    readonly bytes: number
  }[]
  readonly classCount: number
  /** What the cut references led to, or the objects owned, and what does not come back for others hold it. */
  readonly stays?: {
    readonly count: number
    /** What would come back besides, if nothing else held it. */
    readonly bytes: number
    readonly by: readonly WhatIfHolder[]
    /** Further kinds of references. */
    readonly others: number
  }
}

export interface Find {
  readonly kind: 'find'
  readonly version: number
  readonly pattern: string
  readonly total: number
  readonly items: readonly ObjectRef[]
}

export interface IndexInfo {
  readonly kind: 'index'
  readonly version: number
  readonly built?: {
    readonly file: string
    readonly bytes: number
    readonly dump: string
    readonly milliseconds: number
  }
  readonly entries?: readonly {
    readonly file: string
    readonly bytes: number
    readonly dump: string
    readonly modified: string
  }[]
  readonly cleared?: { readonly files: number; readonly bytes: number }
  readonly folder: string
}

export const DIFF_GROUPINGS = [
  'class',
  'type',
  'site',
  'gem',
  'generation',
  'holder',
  'path',
] as const
export type DiffGrouping = (typeof DIFF_GROUPINGS)[number]
export const DIFF_SETS = ['new', 'retained', 'freed', 'kept'] as const
/** Objects of the later dump, except those freed, which are of the earlier one. */
export type DiffSet = (typeof DIFF_SETS)[number]

export interface DiffDump extends CountBytes {
  readonly name: string
  readonly ruby: string
  readonly traced: boolean
}

/** How far two dumps can be compared object by object. */
export interface DiffQuality {
  /** 'different': there is no comparing object by object, only groups by their names. */
  readonly process: 'same' | 'different' | 'unsure'
  /** Why, in a sentence. */
  readonly because: string
  /** By what the dumps themselves tell; 'unknown' where they do not. */
  readonly order: 'right' | 'wrong' | 'unknown'
  /** Named classes that are in both dumps, and how many of them are where they were. */
  readonly classes: { readonly both: number; readonly sameAddress: number }
  /** The heap was compacted in between: what was moved is taken for freed and new. */
  readonly compacted: boolean
  /** Addresses with an object in both dumps, and how many hold another object by now. */
  readonly slots: { readonly both: number; readonly reused: number }
  /**
   * What told the reused ones: the first of these that did. `type` is also the kind of an IMEMO, the
   * struct of a DATA and the size of the slot; `age` all that garbage collection never takes back.
   */
  readonly toldBy: {
    readonly type: number
    readonly class: number
    readonly generation: number
    readonly site: number
    readonly age: number
    readonly shape: number
    readonly content: number
    readonly references: number
  }
  /** Kept for certain: traced, with the generation of allocation to prove it. */
  readonly proved: number
  /** Alike, but so would be another object of the same sort in the same slot. Counted as kept. */
  readonly undecided: number
  /** New objects that a comparison by address alone, or by address and type, would not see. */
  readonly missedByAddress: number
  readonly missedByAddressAndType: number
}

export interface DiffGroup {
  readonly name: string
  /** `--by holder`: the holder, an object of the later dump. */
  readonly holder?: ObjectRef
  readonly before: CountBytes
  readonly after: CountBytes
  readonly later?: CountBytes
  /** Absent where the dumps cannot be compared object by object. */
  readonly new?: CountBytes
  readonly freed?: CountBytes
  readonly kept?: CountBytes
  /** With three dumps: new in the second and still in the third. */
  readonly retained?: CountBytes
  /** After (or later) minus before. */
  readonly net: CountBytes
  /** By how much what the group keeps alive has grown: last dump minus first. */
  readonly retainedGrowth?: number
}

export interface Diff {
  readonly kind: 'diff'
  readonly version: number
  readonly dumps: readonly DiffDump[]
  readonly by: DiffGrouping
  readonly sort: DiffSort
  /** One for each pair of neighbours. */
  readonly quality: readonly DiffQuality[]
  /** Most growth first. */
  readonly groups: readonly DiffGroup[]
  readonly groupCount: number
  readonly total: DiffGroup
  /** By class: the class of the program or its gems that has grown the most in own bytes. */
  readonly grown?: DiffGrown
  readonly notes: readonly string[]
}

export interface DiffGrown {
  readonly group: DiffGroup
  /** Of its objects in the last dump that the first has not: the shortest paths, merged. */
  readonly tree?: PathTree
}

export const DIFF_SORTS = ['net', 'new', 'retained', 'freed', 'growth', 'name'] as const
export type DiffSort = (typeof DIFF_SORTS)[number]

/** `loupe diff --objects`. */
export interface DiffObjects {
  readonly kind: 'diff-objects'
  readonly version: number
  readonly dumps: readonly DiffDump[]
  readonly set: DiffSet
  readonly quality: readonly DiffQuality[]
  readonly total: CountBytes
  /** Most retained first. */
  readonly items: readonly DiffObject[]
  readonly notes: readonly string[]
}

export interface DiffObject extends ObjectRef {
  readonly location?: string
  readonly generation?: number
  /** The nearest object above it that both dumps have: what it grew in. */
  readonly holder?: ObjectRef
}

export type WhyVerdict = 'growing' | 'plateau' | 'one-time' | 'static' | 'unknown'
export type WhyConfidence = 'certain' | 'likely' | 'possible'

/** A step of the path that findings share, root first. */
export interface WhyStep {
  readonly type: string
  readonly label: string
  /** How the step before holds it: '@scope', 'attached object', '["key"]'. */
  readonly edge?: string
  /** Distinct objects at this step, and an example of them. */
  readonly count: number
  readonly handle: string
  readonly address: string
}

export interface WhyFinding {
  readonly rank: number
  /** A hash of the suspect part of the path: the same over runs, hosts and releases. */
  readonly signature: string
  /** The mechanism: a rule's name, or 'accumulation' where no rule explains it. */
  readonly rule: string
  /** In a Rails developer's words. */
  readonly title: string
  readonly verdict: WhyVerdict
  /**
   * How the verdict was reached, in a sentence without figures; of a plateau, its likely cap. Empty
   * where one dump tells nothing of it.
   */
  readonly verdictBecause: string
  readonly confidence: WhyConfidence
  /** What could not be known of this one, and what the next capture should do. */
  readonly surer?: string
  /** What is held: how many of them, and all bytes that go with them. No byte is in two findings. */
  readonly count: number
  readonly bytes: number
  /** Of the reachable bytes, 0 to 1. */
  readonly share: number
  readonly holder: ObjectRef
  readonly path: readonly WhyStep[]
  /** What is inside, by class, most bytes first. */
  readonly contents: readonly NamedBytes[]
  /** Where it was allocated, most bytes first; empty where untraced. */
  readonly sites: readonly NamedBytes[]
  /** With a profile: up to three stacks that end at a line of `sites`, what matters most here first. */
  readonly stacks?: readonly WhyStack[]
  /** Why Ruby keeps it. */
  readonly because: string
  readonly advice: string
  /** Ruby versions concerned, in words; absent: all. */
  readonly rubies?: string
  /** With several dumps: count and bytes in each, earliest first. */
  readonly growth?: readonly WhyGrowth[]
  /** Words after `loupe` that show it; 'DUMP' stands for the dump. */
  readonly evidence: readonly { readonly words: readonly string[]; readonly why: string }[]
}

export interface WhyGrowth extends CountBytes {
  /** Of a single hash or array whose own table is the memory: how many are in it. */
  readonly entries?: number
}

export interface NamedBytes extends CountBytes {
  readonly name: string
}

/** A call stack of a profile. Count and bytes are the profile's, not the finding's. */
export interface WhyStack extends CountBytes {
  /** The name of one of the finding's `sites`. */
  readonly site: string
  /** Of all bytes that the profile has of this site, 0 to 1. */
  readonly share: number
  /** Innermost first; methods written in C have no file. */
  readonly frames: readonly {
    readonly name: string
    readonly file?: string
    readonly line?: number
  }[]
}

export interface Why {
  readonly kind: 'why'
  readonly version: number
  readonly dumps: readonly DiffDump[]
  /** What the heap is, and how much of it the first cause explains. */
  readonly sentence: string
  /** No finding is called growing, and none holds what it should not. */
  readonly healthy: boolean
  /** Why growth between the dumps may be none, or be missed: a sentence each; only where there is any. */
  readonly doubts?: readonly string[]
  readonly findings: readonly WhyFinding[]
  /** What was looked for and not found, and what grew without mattering: a sentence each. */
  readonly unsuspicious: readonly string[]
  /** What the dumps could not tell (untraced, no roots, no capture file, much garbage), and what would. */
  readonly missing: readonly string[]
}

export type Result =
  | Summary
  | StreamSummary
  | Top
  | Show
  | References
  | Path
  | Dominators
  | WhatIf
  | Find
  | Diff
  | DiffObjects
  | Why
  | IndexInfo
