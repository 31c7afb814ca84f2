// Weighted stacks as a profile for profiler.firefox.com, in its processed format, version 48: every
// newer release of the profiler upgrades from there. Two threads: bytes, and the same as numbers of
// objects, because the profiler knows one weight a thread. There is no time in it: all samples are at
// 0, and only the call tree, the flame graph and its inverse mean something.
//
// The format: docs-developer/ and src/types/profile.ts of firefox-devtools/profiler. Tables are
// columns of one length; texts are numbers in a string array.

import type { FrameKind, WeightedStacks } from '../base/allocation-stacks.ts'

export interface ProfileAbout {
  /** What was run, as the profiler's title. */
  readonly title: string
  readonly pid: number
  /** Milliseconds since 1970. */
  readonly startTime: number
}

/** The first that is grey is the one for what has none. */
const CATEGORIES: readonly (readonly [FrameKind | 'other', name: string, color: string])[] = [
  ['other', 'Other', 'grey'],
  ['app', 'Application', 'yellow'],
  ['gem', 'Gem', 'lightblue'],
  ['ruby', 'Ruby', 'purple'],
  ['c', 'C method', 'orange'],
  ['class', 'Class', 'green'],
]

/** A plain object: `JSON.stringify` makes the file. */
export function firefoxProfile(stacks: WeightedStacks, about: ProfileAbout): object {
  return {
    meta: {
      interval: 1,
      startTime: about.startTime,
      processType: 0,
      product: about.title,
      stackwalk: 1,
      debug: false,
      version: 28,
      preprocessedProfileVersion: 48,
      symbolicated: true,
      importedFrom: 'Loupe',
      sourceCodeIsNotOnSearchfox: true,
      usesOnlyOneStackType: true,
      doesNotUseFrameImplementation: true,
      markerSchema: [],
      categories: CATEGORIES.map(([, name, color]) => ({ name, color, subcategories: ['Other'] })),
      initialVisibleThreads: [0, 1],
      initialSelectedThreads: [0],
    },
    libs: [],
    threads: [
      thread(stacks, about, 0, 'retained bytes', 'bytes'),
      thread(stacks, about, 1, 'retained objects', 'samples'),
    ],
  }
}

function thread(
  stacks: WeightedStacks,
  { pid }: ProfileAbout,
  tid: number,
  name: string,
  weightType: 'bytes' | 'samples',
): object {
  const strings = new Map<string, number>()
  const string = (text: string): number => {
    const known = strings.get(text)
    if (known !== undefined) return known
    strings.set(text, strings.size)
    return strings.size - 1
  }
  const { frames, frameOf, below, samples } = stacks
  const category = frames.map(({ kind }) => CATEGORIES.findIndex(([each]) => each === kind))
  const funcs = functionsOf(stacks)
  const length = frames.length
  const all = <T>(value: T, count = length): T[] => Array.from({ length: count }, () => value)
  const stackCategory = frameOf.map((frame) => category[frame])
  return {
    name,
    isMainThread: tid === 0,
    processType: 'default',
    processName: name,
    processStartupTime: 0,
    processShutdownTime: null,
    registerTime: 0,
    unregisterTime: null,
    pausedRanges: [],
    pid: String(pid),
    tid,
    samples: {
      stack: samples.map(({ stack }) => stack),
      time: all(0, samples.length),
      weight: samples.map(({ bytes, count }) => (weightType === 'bytes' ? bytes : count)),
      weightType,
      length: samples.length,
    },
    markers: { data: [], name: [], startTime: [], endTime: [], phase: [], category: [], length: 0 },
    stackTable: {
      frame: frameOf,
      category: stackCategory,
      subcategory: all(0, frameOf.length),
      prefix: below.map((stack) => (stack < 0 ? null : stack)),
      length: frameOf.length,
    },
    frameTable: {
      address: all(-1),
      inlineDepth: all(0),
      category,
      subcategory: all(0),
      func: funcs.ofFrame,
      nativeSymbol: all(null),
      innerWindowID: all(0),
      implementation: all(null),
      line: frames.map(({ line }) => line ?? null),
      column: all(null),
      length,
    },
    funcTable: {
      name: funcs.list.map((func) => string(func.name)),
      isJS: all(false, funcs.list.length),
      relevantForJS: all(false, funcs.list.length),
      resource: all(-1, funcs.list.length),
      fileName: funcs.list.map(({ file }) => (file === undefined ? null : string(file))),
      lineNumber: all(null, funcs.list.length),
      columnNumber: all(null, funcs.list.length),
      length: funcs.list.length,
    },
    resourceTable: { lib: [], name: [], host: [], type: [], length: 0 },
    nativeSymbols: { libIndex: [], address: [], name: [], functionSize: [], length: 0 },
    // Last, as the columns above fill it.
    stringArray: [...strings.keys()],
  }
}

/** Frames of one name and file are lines of one function. */
function functionsOf({ frames }: WeightedStacks): {
  list: readonly { readonly name: string; readonly file: string | undefined }[]
  ofFrame: readonly number[]
} {
  const numbers = new Map<string, number>()
  const found: { name: string; file: string | undefined }[] = []
  const ofFrame = frames.map(({ name, file }) => {
    const key = `${name}\n${file ?? ''}`
    let number = numbers.get(key)
    if (number === undefined) {
      number = found.length
      numbers.set(key, number)
      found.push({ name, file })
    }
    return number
  })
  return { list: found, ofFrame }
}
