// What to write instead, where a line of Ruby could not be translated: one sentence, by the first
// thing in the line that is known to be in the way.

const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /^\s*(?:def|define_method)\b/,
    'Of methods, def big(o) … end without return, rescue and the like is known. Else: function big(o) { return … }',
  ],
  [
    /^\s*(?:class|module)\b/,
    'Classes cannot be made here; functions can: const big = (o) => o.memsize > 1000',
  ],
  [
    /\bwhile\b|\buntil\b|\bloop\b/,
    'Loops are JavaScript here: for (const o of heap.strings) { … }',
  ],
  [/\bfor\b.*\bin\b/, 'Loops are JavaScript here: for (const o of heap.strings) { … }'],
  [
    /\bbreak\b/,
    'To stop at the first: .find((o) => …). To stop anywhere: for (const o of …) { … break }',
  ],
  [
    /\bcase\b|\bwhen\b/,
    'Instead of case: condition ? one : other, or .where({ type: ["STRING", "ARRAY"] })',
  ],
  [/\bbegin\b|\brescue\b|\bensure\b/, 'Instead of rescue: try { … } catch (error) { … }'],
  [
    /\b(?:respond_to|is_a|kind_of|instance_of)\?/,
    'What an object is, its type tells: o.type == "STRING", o.class_name == "Work". ls o lists what it has.',
  ],
  [/\brequire\b/, 'Everything is loaded. Node’s modules: const fs = await import("fs")'],
  [/[\w)]::[A-Z]/, 'Classes of the dump go by their names in quotes: class_named("Work::Image")'],
  [
    /(^|[^\w@])@\d+/,
    'A handle stands in quotes: heap.at("@1234"), of a diff diff.after.at("@1234")',
  ],
  [/(^|[^\w@])@[a-z_]/i, 'There are no instance variables here: use a plain name.'],
  [/%[wWiIqQ]?[([{<]/, 'Lists are ["a", "b"], strings "a" or `a ${b}`.'],
  [/<<[~-]/, 'Long strings stand in back quotes: `one line\nanother`'],
  [/^\s*\w+(?:\s*,\s*\w+)+\s*=[^=]/, 'Several at once are assigned as a list: [a, b] = list'],
  [/=\s*(?:if|unless)\b/, 'Instead of x = if …: x = condition ? one : other'],
  [/\w\.\(/, 'A function is called by its name: f(x), not f.(x)'],
  [/&method\(/, 'A function is passed by its name: .map(size)'],
  [/&:/, 'Instead of &:name: (o) => o.name'],
  [/\bdo\b|\{\s*\|/, 'Blocks are functions: .map((o) => o.name), .forEach((o) => { … })'],
  [
    /\w\?(?:\W|$)/,
    'Methods have no question marks here: o.frozen, o.name == null, list.length === 0',
  ],
  [/\w!(?:\W|$)/, 'Nothing is changed in place: list = list.sort()'],
]

/** `met`: what the parser could not go on from. */
export function hintFor(code: string, met: string | undefined): string {
  // What stands in quotes is no part of the language.
  const bare = code.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""')
  for (const [pattern, hint] of HINTS) if (pattern.test(bare)) return hint
  const where = met === undefined ? '' : ` Neither is it Ruby that Loupe can translate: ${met}.`
  return `${where} help shows what can be asked.`.trim()
}
