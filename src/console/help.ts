// `help`: the first lines to type, `help("Collection")` the members of a class, `help("find_path")`
// one member wherever it is, in both spellings.

import { LoupeError } from '../base/errors.ts'
import { piece } from '../report/line.ts'
import { line, prose } from '../report/screen.ts'
import type { View } from '../report/screen.ts'
import { snakeCase } from './aliases.ts'
import { tries } from './banner.ts'
import { ENTRIES, entriesOf, TYPE_ENTRIES } from './help-entries.ts'
import type { HelpEntry, Owner } from './help-entries.ts'
import { nearestMembers } from './missing-member.ts'
import type { Dumps } from './dumps.ts'
import { ownerOf } from './owners.ts'
import { entryNamed } from './synonyms.ts'

/** Words of the console itself. */
const WORDS: readonly (readonly [string, string])[] = [
  ['help("find_path")', 'what a method does; help("Heap"), help(value): all of a kind'],
  ['ls value', 'the names of what a value has'],
  ['more', 'the next page of what was cut'],
  ['_', 'the last value'],
  ['puts, p, pp', 'print texts, values, values at length'],
  ['nil', 'nothing: JavaScript’s null'],
  ['exit, quit', 'leave; so do Ctrl-D and Ctrl-C twice. Ctrl-C stops what runs'],
]

const NAMES = Object.keys(ENTRIES) as Owner[]

export function helpText(about: unknown, dumps: Dumps, view: View): string {
  if (about === undefined) return overview(dumps, view)
  const owner = ownerMeant(about)
  if (owner !== undefined) return ownerHelp(owner, view)
  if (typeof about === 'function') return memberHelp(about.name, view)
  if (typeof about !== 'string') return overview(dumps, view)
  const [, member] = /^(?:\w+[.#])?(\w+)[?!]?(?:\(.*\))?$/s.exec(about.trim()) ?? []
  return memberHelp(member ?? about, view)
}

function ownerMeant(about: unknown): Owner | undefined {
  const owner = ownerOf(about)
  if (owner !== undefined) return owner
  if (typeof about !== 'string') return undefined
  return NAMES.find((each) => each.toLowerCase() === about.trim().replaceAll('_', '').toLowerCase())
}

function overview(dumps: Dumps, view: View): string {
  const names = [...dumps.heaps.map(({ variable }) => variable), ...(dumps.diff ? ['diff'] : [])]
  return [
    line(view, piece('heading', 'Here are'), ` ${names.join(', ')}`),
    ...prose(view, [
      'JavaScript, and Ruby’s names and blocks: find_path is findPath, &:name works.',
    ]),
    '',
    line(view, piece('heading', 'To begin with')),
    ...tries(dumps).flatMap((each) => prose(view, ['  ', piece('label', each)], 4)),
    '',
    line(view, piece('heading', 'Kinds of things'), piece('dim', ' · help("Heap") lists a kind')),
    ...rows(
      [
        ['Heap', 'a dump: objects, strings …, at("0x…"), class_named("Work"), find_path(object)'],
        ['HeapObject', 'one object: klass, references, referrers, retained_size, path, data …'],
        [
          'Collection',
          'many: first, [20], where({ … }), sort_by, count_by("klass"), retained_bytes',
        ],
        ['Diff', 'retained, freed, kept, groups({ by: "holder" })'],
      ],
      view,
    ),
    '',
    line(view, piece('heading', 'Words of the console')),
    ...rows(WORDS, view),
  ].join('\n')
}

function ownerHelp(owner: Owner, view: View): string {
  const own = owner === 'Path' ? [...ENTRIES.Path, ...ENTRIES.Collection] : ENTRIES[owner]
  const types = entriesOf(owner).some(({ name }) => name === 'strings')
    ? [
        '',
        ...prose(view, ['And ', TYPE_ENTRIES.map(({ name }) => snakeCase(name)).join(', '), '.']),
      ]
    : []
  return [
    line(view, piece('heading', owner)),
    ...rows(
      own.map((entry) => [signature(entry), entry.about]),
      view,
    ),
    ...types,
  ].join('\n')
}

function memberHelp(typed: string, view: View): string {
  const found: { owner: Owner; entry: HelpEntry }[] = []
  for (const owner of NAMES) {
    const entry = entryNamed(ENTRIES[owner], typed)
    if (entry !== undefined) found.push({ owner, entry })
  }
  const type = entryNamed(TYPE_ENTRIES, typed)
  if (type !== undefined) found.push({ owner: 'Collection', entry: type })
  if (found.length === 0) {
    const all = [...NAMES.flatMap((owner) => ENTRIES[owner]), ...TYPE_ENTRIES]
    const names = all.map(({ name }) => name)
    const near = nearestMembers(typed, [...names, ...names.map(snakeCase)])
    throw new LoupeError(
      'no-answer',
      `there is no help on ${typed.slice(0, 60)}.`,
      near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'help alone shows where to begin.',
    )
  }
  return rows(
    found.map(({ owner, entry }) => [`${owner}.${signature(entry)}`, entry.about]),
    view,
  ).join('\n')
}

/** In Ruby's spelling. */
function signature({ name, takes }: HelpEntry): string {
  return takes === undefined ? snakeCase(name) : `${snakeCase(name)}(${takes})`
}

/** Names, and what they mean wrapped beside them. */
function rows(all: readonly (readonly [string, string])[], view: View): string[] {
  const widest = Math.min(34, Math.max(...all.map(([name]) => name.length)))
  const room = view.width - widest - 4
  return all.flatMap(([name, about]) => {
    const [first = '', ...others] = prose({ ...view, width: Math.max(24, room) }, [about])
    const lead = name.padEnd(widest)
    const head = `  ${view.color.label(lead)}  `
    if (name.length > widest) {
      return [`  ${view.color.label(name)}`, ...[first, ...others].map((each) => pad(each, widest))]
    }
    return [`${head}${first}`, ...others.map((each) => pad(each, widest))]
  })
}

function pad(text: string, widest: number): string {
  return `${' '.repeat(widest + 4)}${text}`
}
