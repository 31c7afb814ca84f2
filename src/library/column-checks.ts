// Conditions that this dump, or any, cannot answer: said instead of matching nothing.
import { LoupeError } from '../base/errors.ts'
import { TYPE_IMEMO } from '../base/record.ts'
import { TYPE_NAMES } from '../base/type-names.ts'
import { nearestNames } from '../analysis/nearest-names.ts'
import { needRoots, type Study } from '../analysis/study.ts'
import { printable } from '../naming/preview.ts'

const OF_SITES: readonly string[] = ['file', 'line', 'location', 'method', 'gem']

/** For conditions that ask for more than null. */
export function needColumn(study: Study, key: string, where: string): void {
  const { heap } = study
  if (key === 'retainedSize') needRoots(study, 'what is retained by an object', where)
  const isTracing = key === 'generation' || OF_SITES.includes(key)
  if (!isTracing || heap.dialect.traced || heap.count === 0) return
  throw new LoupeError(
    'no-answer',
    `${where}: this dump has no ${key === 'generation' ? 'generations' : 'allocation sites'}: allocations were not traced.`,
    'Call ObjectSpace.trace_object_allocations_start early, and dump again.',
  )
}

const TYPES: readonly string[] = [...TYPE_NAMES, 'ROOT']

/** 'T_STRING' and 'string' are 'STRING'. */
export function typeNames(wanted: unknown, where: string): unknown {
  if (Array.isArray(wanted)) return wanted.map((each: unknown) => typeNames(each, where))
  if (typeof wanted !== 'string') return wanted
  const name = wanted.toUpperCase().replace(/^T_/, '')
  if (TYPES.includes(name)) return name
  const near = nearestNames(name, TYPES, 1)
  throw new LoupeError(
    'usage',
    `${where}: ${printable(wanted)} is no Ruby type.`,
    near.length > 0 ? `Did you mean ${near[0]}?` : `Types are ${TYPES.slice(2).join(', ')}.`,
  )
}

/** What Rubies have called them so far: a kind that a dump happens not to have is no mistake. */
const IMEMO_TYPES: readonly string[] = [
  'env',
  'cref',
  'svar',
  'throw_data',
  'ifunc',
  'memo',
  'ment',
  'iseq',
  'tmpbuf',
  'alloc',
  'ast',
  'parser_strterm',
  'callinfo',
  'callcache',
  'constcache',
  'fields',
  'subclasses',
  'cvar_entry',
  'cdhash',
]

export function checkImemoTypes({ heap }: Study, wanted: unknown, where: string): void {
  const asked = (Array.isArray(wanted) ? wanted : [wanted]) as unknown[]
  for (const kind of asked) {
    if (typeof kind !== 'string' || IMEMO_TYPES.includes(kind)) continue
    const word = heap.words.indexOf(kind)
    const { type, word: words } = heap.columns
    if (word > 0 && type.some((own, row) => own === TYPE_IMEMO && words[row] === word)) continue
    const near = nearestNames(kind, IMEMO_TYPES, 1)
    throw new LoupeError(
      'usage',
      `${where}: ${printable(kind)} is no kind of IMEMO.`,
      near.length > 0 ? `Did you mean ${near[0]}?` : `There are ${IMEMO_TYPES.join(', ')}.`,
    )
  }
}
