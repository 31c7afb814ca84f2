// Whether a value is a profile in the processed format of profiler.firefox.com, version 48, as its
// types and upgraders (src/types/profile.ts, src/profile-logic/processed-profile-versioning.ts of
// firefox-devtools/profiler) need it: the keys that are not optional, columns of one length, and
// indexes that lead somewhere. All that is wrong is listed.

type Json = Readonly<Record<string, unknown>>

const WEIGHTS = ['samples', 'tracing-ms', 'bytes']
const COLORS =
  'transparent purple green orange yellow lightblue blue brown magenta red lightred darkgrey grey'

export function wrongInProfile(profile: unknown): string[] {
  const wrong: string[] = []
  const say = (holds: boolean, what: string): void => void (holds || wrong.push(what))
  const { meta, libs, threads } = profile as Record<string, Json & Json[]>
  const about = meta as Json
  for (const key of ['interval', 'startTime', 'processType', 'stackwalk', 'version']) {
    say(typeof about[key] === 'number', `meta.${key}`)
  }
  say(about['preprocessedProfileVersion'] === 48, 'meta.preprocessedProfileVersion')
  say(typeof about['product'] === 'string', 'meta.product')
  say(Array.isArray(about['markerSchema']), 'meta.markerSchema')
  say(Array.isArray(libs), 'libs')
  const categories = about['categories'] as Json[]
  for (const { name, color, subcategories } of categories) {
    say(COLORS.split(' ').includes(String(color)), `colour of ${String(name)}`)
    say((subcategories as string[])[0] === 'Other', `subcategories of ${String(name)}`)
  }
  say(
    categories.some(({ color }) => color === 'grey'),
    'a grey category, the default',
  )
  say(threads!.length > 0, 'a thread')
  threads!.forEach((thread, at) => checkThread(thread, `threads[${at}]`))
  return wrong

  function checkThread(thread: Json, name: string): void {
    for (const key of ['name', 'pid']) say(typeof thread[key] === 'string', `${name}.${key}`)
    say(['number', 'string'].includes(typeof thread['tid']), `${name}.tid`)
    say(typeof thread['isMainThread'] === 'boolean', `${name}.isMainThread`)
    for (const key of ['processStartupTime', 'registerTime']) {
      say(typeof thread[key] === 'number', `${name}.${key}`)
    }
    say(Array.isArray(thread['pausedRanges']), `${name}.pausedRanges`)
    const strings = thread['stringArray'] as string[]
    say(
      strings.every((text) => typeof text === 'string'),
      `${name}.stringArray`,
    )
    const table = (key: string, columns: string): Record<string, unknown[]> => {
      const found = thread[key] as Record<string, unknown[]>
      for (const column of columns.split(' ')) {
        const length = found?.[column]?.length
        say(length === (found?.['length'] as unknown), `${name}.${key}.${column}: ${length}`)
      }
      return found
    }
    const indexes = (list: unknown[], count: number, what: string, orNull = false): void => {
      const good = list.every(
        (each) =>
          (orNull && each === null) ||
          (Number.isInteger(each) && (each as number) >= 0 && (each as number) < count),
      )
      say(good, `${name}: indexes of ${what}`)
    }
    const funcs = table(
      'funcTable',
      'name isJS relevantForJS resource fileName lineNumber columnNumber',
    )
    const frames = table(
      'frameTable',
      'address inlineDepth category subcategory func nativeSymbol innerWindowID implementation line column',
    )
    const stacks = table('stackTable', 'frame category subcategory prefix')
    const samples = table('samples', 'stack time weight')
    table('markers', 'data name startTime endTime phase category')
    table('resourceTable', 'lib name host type')
    indexes(funcs['name']!, strings.length, 'function names')
    indexes(funcs['fileName']!, strings.length, 'file names', true)
    say(
      funcs['resource']!.every((each) => each === -1),
      `${name}: no resources`,
    )
    indexes(frames['func']!, funcs['name']!.length, 'functions')
    indexes(frames['category']!, categories.length, 'categories', true)
    indexes(frames['implementation']!, strings.length, 'implementations', true)
    indexes(stacks['frame']!, frames['func']!.length, 'frames')
    indexes(stacks['category']!, categories.length, 'categories of stacks')
    stacks['prefix']!.forEach((prefix, stack) => {
      // Below comes before: the profiler's loops rely on it.
      say(prefix === null || (prefix as number) < stack, `${name}: prefix of ${stack}`)
    })
    indexes(samples['stack']!, stacks['frame']!.length, 'stacks', true)
    say(WEIGHTS.includes(String(samples['weightType'])), `${name}: weightType`)
    say(
      samples['weight']!.every((each) => Number.isFinite(each)),
      `${name}: weights`,
    )
    const times = samples['time'] as number[]
    say(
      times.every((time, at) => at === 0 || time >= times[at - 1]!),
      `${name}: times`,
    )
  }
}

/** Function names of each sample's stack, the caller first, with the weight. */
export function unfolded(thread: Json): { readonly names: string[]; readonly weight: number }[] {
  const column = (table: string, key: string): number[] =>
    (thread[table] as Record<string, number[]>)[key]!
  const strings = thread['stringArray'] as string[]
  const weights = column('samples', 'weight')
  return column('samples', 'stack').map((leaf, at) => {
    const names: string[] = []
    for (let stack: number | null = leaf; stack !== null;) {
      const func: number = column('frameTable', 'func')[column('stackTable', 'frame')[stack]!]!
      names.unshift(strings[column('funcTable', 'name')[func]!]!)
      stack = column('stackTable', 'prefix')[stack] as number | null
    }
    return { names, weight: weights[at]! }
  })
}
