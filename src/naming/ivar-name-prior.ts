// What the name of an instance variable says of its value, before any object was looked at: `@names`
// is likely a list, `@view_context` something with View in its class's name, `@homepage` a text that
// starts with https, `@count` a number, which no dump lists as a reference. Only ever the reason for a
// guess, never for a certainty.

/** What a value looks like beyond its class; part of what is guessed by, never of what is asserted. */
export type Look = 'plain' | 'empty' | 'path' | 'url' | 'email' | 'version' | 'word' | 'sentence'
export const LOOKS: readonly Look[] = [
  'plain',
  'empty',
  'path',
  'url',
  'email',
  'version',
  'word',
  'sentence',
]

export function lookOfText(text: string): Look {
  if (text === '') return 'empty'
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(text)) return 'url'
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return 'email'
  if (/^v?\d+(\.\w+)+$/.test(text)) return 'version'
  if (/^(\.{0,2}\/|~\/)|^[\w.-]+(\/[\w.-]+)+$|^[\w-]+\.[a-z]{1,4}$/i.test(text)) return 'path'
  if (/\s/.test(text)) return 'sentence'
  return /^[\w:.!?-]+$/.test(text) ? 'word' : 'plain'
}

/** Words of names, in lower case: `@view_context` -> view, context. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/^@+/, '')
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '')
}

function words(...all: readonly string[]): ReadonlySet<string> {
  return new Set(all.join(' ').split(' '))
}

/** Last words of names whose values are numbers, true, false or a symbol more often than not. */
const IMMEDIATE = words(
  'id ids count counter size length index idx pos position offset number num no level depth width',
  'height status state port pid line lineno year month day priority limit max min total age timeout',
  'retries flag flags code seq sequence started finished closed open opened enabled disabled loaded',
  'frozen readonly destroyed destruction initialized done ready valid running strict debug verbose',
  'dirty new persisted record kind mode type active activated ignored admin visible published deleted',
  'locked abstract cached changed allowed required success found stopped paused connected by required',
)
const HASHES = words(
  'options opts params attributes attrs config configuration cache registry map mapping hash table',
  'headers env settings assigns data metadata defaults lookup store locals index',
)
const LISTS = words('list array stack queue buffer items elements entries rows children args parts')
const STRINGS: Readonly<Partial<Record<Look, ReadonlySet<string>>>> = {
  path: words('path file filename dir directory root folder from bindir'),
  url: words('url uri homepage link href site endpoint'),
  email: words('email mail sender recipient to'),
  version: words('version revision release'),
  word: words(
    'name key scheme type mode platform locale host label tag format bindir method status id token',
    'encoding prefix suffix code slug charset short long',
  ),
  plain: words('value'),
  sentence: words(
    'description desc summary text title body content message msg comment note source src sql string',
    'str',
  ),
}
const ANY_STRING = new Set(Object.values(STRINGS).flatMap((all) => [...all]))

/** How likely the value is nothing that a dump lists: nil, true, a number, a symbol. */
export function missingByName(name: string): number {
  const all = wordsOf(name)
  const last = all[all.length - 1] ?? ''
  if (all.length > 1 && /^(is|has|can|should|was|did|no|num|max|min)$/.test(all[0])) return 0.75
  return IMMEDIATE.has(last) ? 0.65 : 0.3
}

/**
 * How much more (or less) likely than any other name this one is for an object of that class; 1 where
 * the name says nothing. `className`: `String`, `ActionView::Base`.
 */
export function fitByName(name: string, className: string, look: Look = 'plain'): number {
  const all = wordsOf(name)
  const last = all[all.length - 1] ?? ''
  const plural = last.length > 3 && last.endsWith('s') && !/(ss|us|is)$/.test(last)
  switch (className) {
    case 'String':
      return stringFit(last, plural, look)
    case 'Array':
      if (LISTS.has(last)) return 6
      if (ANY_STRING.has(last)) return 0.1
      return plural && !HASHES.has(last) ? 6 : HASHES.has(last) ? 0.5 : 0.7
    case 'Hash':
      if (HASHES.has(last)) return 6
      return ANY_STRING.has(last) ? 0.1 : plural ? 2 : 0.7
    case 'Proc':
      return /^(block|proc|callback|handler|lambda|hook|fn|func|blk|callable)$/.test(last)
        ? 10
        : 0.4
    case 'Time':
    case 'Date':
    case 'DateTime':
      return /^(at|time|date|on|now|timestamp)$/.test(last) ? 12 : 0.2
    case 'Integer':
      return IMMEDIATE.has(last) ? 5 : ANY_STRING.has(last) || plural ? 0.2 : 1
    case 'Float':
      return /^(rate|ratio|price|amount|factor|score|weight|latitude|longitude|lat|lng|\w*time|seconds|duration|real|total|elapsed|f|float)$/.test(
        last,
      )
        ? 5
        : IMMEDIATE.has(last)
          ? 3
          : 0.4
    case 'Class':
    case 'Module':
      return /^(class|klass|model|type|module)$/.test(last) ? 10 : 0.3
    case 'Thread::Mutex':
    case 'Monitor':
    case 'Mutex':
      return /^(lock|mutex|monitor|mon|sync)$/.test(last) ? 15 : 0.2
    case 'Set':
      return plural || /^(set|seen|visited)$/.test(last) ? 4 : 0.6
  }
  const own = wordsOf(className.replace(/^#<|>$/g, ''))
  const stems = all.map(stem)
  const shared = own.filter((word) => word.length > 2 && stems.includes(stem(word))).length
  if (shared === 0) return ANY_STRING.has(last) || IMMEDIATE.has(last) ? 0.3 : 1
  // The last word of a class's name says what it is: RoutesProxy is a proxy.
  return stem(own[own.length - 1]) === stem(last) ? 12 : 4
}

function stringFit(last: string, plural: boolean, look: Look): number {
  const own = STRINGS[look]
  if (own?.has(last) === true) return 10
  if (STRINGS.plain?.has(last) === true) return 6
  if (HASHES.has(last) || LISTS.has(last)) return 0.1
  if (look === 'plain' || look === 'empty') return ANY_STRING.has(last) ? 5 : plural ? 0.3 : 1.2
  // A name for another sort of text.
  if (ANY_STRING.has(last)) return look === 'word' || look === 'sentence' ? 2 : 0.4
  return plural ? 0.3 : 1
}

function stem(word: string): string {
  return word.length > 4 ? word.replace(/(ement|ments?|ers?|ions?|s)$/, '') : word
}
