// What the rules about containers share: the words for what a container holds, and how much is to be
// made of it, by what one dump says.
import type { Candidate } from '../../why/candidate.ts'
import type { Anchor } from '../evidence/anchors.ts'
import { anchorAbove, anchorOf, anchorWords } from '../evidence/anchors.ts'
import type { Explanation, RuleContext } from '../rule.ts'
import { CLASSES } from '../../why/class-step.ts'
import { countedStep, holderWords } from './held-kinds.ts'
import { copiesWords } from '../evidence/key-copies.ts'
import { knownHolder } from '../evidence/known-holders.ts'
import { isLargeContainer, largeWords } from './large-object.ts'
import { isOfLibrary, suspicionOf } from '../evidence/suspicion.ts'
import { capital, kindWords, oneOf, plainWords, someOf } from './words.ts'

export interface Container {
  readonly anchor: Anchor
  /** 'the constant Cache::ENTRIES' */
  readonly where: string
  /** 'The constant Cache::ENTRIES holds 5,000 Event objects' */
  readonly title: string
  /** 'hash', 'array': what holds directly */
  readonly sort: string
}

/** undefined for what is no container: large objects, groups of what roots hold. */
export function containerOf(candidate: Candidate, context: RuleContext): Container | undefined {
  return isNoContainer(candidate)
    ? undefined
    : containerAt(anchorOf(context, candidate), candidate, context)
}

function isNoContainer({ shape }: Candidate): boolean {
  return shape === 'single' || shape === 'chain'
}

function containerAt(anchor: Anchor, candidate: Candidate, context: RuleContext): Container {
  const { steps, holder, held } = candidate
  const what = countedStep(steps[held], context)
  return {
    anchor,
    where: anchorWords(context, anchor),
    title: capital(`${holdsWords(anchor, context)} ${what}${inName(anchor, candidate, context)}`),
    sort: kindWords(1, steps[holder].label),
  }
}

/** Of numbers and symbols, which are no objects: nothing hangs on it, and it is large all the same. */
function largeContainerAt(
  anchor: Anchor,
  candidate: Candidate,
  context: RuleContext,
): Container & { readonly why: string } {
  const { what, name, because, label } = largeWords(candidate, context, anchor)
  return {
    anchor,
    where: anchorWords(context, anchor),
    title: `${capital(holdsWords(anchor, context))} ${what}${name}`,
    sort: kindWords(1, label),
    why: because,
  }
}

/** Tables of numbers are meant more often than lists of objects. */
const OF_NUMBERS = 0.7

/** Who holds, and the verb: 'A Store object holds', 'the class Store holds', 'a constant of Store holds'. */
export function holdsWords(anchor: Anchor, context: RuleContext): string {
  const owner = context.steps[anchor.owner].step
  const isNamed = anchor.name !== undefined
  if (anchor.kind === 'instance' && (isNamed || isOfLibrary(owner))) {
    return `${holderWords(owner, context)}${ofOwner(anchor, context)} ${owner.count === 1 ? 'holds' : 'hold'}`
  }
  if (owner.label === CLASSES && owner.count > 1) return `${holderWords(owner, context)} hold`
  if (anchor.kind === 'class-ivar' && isNamed) return `${plainWords(owner)} holds`
  const isMany = MANY_HOLD.has(anchor.kind) && owner.count > 1
  return `${anchorWords(context, anchor)} ${isMany ? 'hold' : 'holds'}`
}

/** In words these are what holds, others are names of a place. */
const MANY_HOLD: ReadonlySet<Anchor['kind']> = new Set(['instance', 'thread', 'other'])

/** ' of a Server object': whose an object of a library's is, where that is the program's own. */
export function ofOwner(anchor: Anchor, context: RuleContext): string {
  for (let at = anchor; at.kind === 'instance' && isOfLibrary(context.steps[at.owner].step);) {
    at = anchorAbove(context, at.owner)
    const { step } = context.steps[at.owner]
    if (!OWNERS.has(at.kind) || step.label === 'Object (class)') return ''
    if (!isOfLibrary(step)) return ` of ${at.kind === 'instance' ? someOf(step) : plainWords(step)}`
  }
  return ''
}

const OWNERS: ReadonlySet<Anchor['kind']> = new Set([
  'constant',
  'class-ivar',
  'class-variable',
  'class-value',
  'instance',
])

/** ' in @entries', ' in @entries["paid"]', ', in an array inside a hash', or nothing. */
function inName(anchor: Anchor, { shape, holder, held, steps }: Candidate, context: RuleContext) {
  const isOfMany = steps[anchor.owner].label === CLASSES && steps[anchor.owner].count > 1
  const isNamed = isOfMany || anchor.kind === 'instance' || anchor.kind === 'class-ivar'
  const own = isNamed ? anchor.name : undefined
  const name = own === undefined ? '' : ` in ${own}`
  const last = shape === 'container' ? holder : held - 1
  if (anchor.value >= last) return name
  const keys = context.steps.slice(anchor.value + 1, last + 1)
  const isKeyed = keys.every(
    ({ step, edge, certain }) => step.count === 1 && certain && KEY.test(edge ?? ''),
  )
  if (isKeyed && own !== undefined) return `${name}${keys.map(({ edge }) => edge).join('')}`
  const outer = steps[anchor.value]
  return `${name}, in ${someOf(steps[last])}${
    outer.count === 1 ? ` inside ${oneOf(outer.label)}` : ''
  }`
}

/** A key that is short enough to be a part of a name. */
const KEY = /^\[(?::?[\w.-]{1,30}|"[\w ./:-]{1,30}")\]$/

/** What all rules about containers say alike. */
export function containerAdvice({ anchor, where, sort }: Container): string {
  const own = anchor.name === undefined ? `this ${sort}` : `the ${sort} in ${where}`
  const cache = sort === 'hash' ? ' If it is a cache, check that like things get the same key.' : ''
  return `Give ${own} a limit (drop the oldest entry when it is full), or take entries out when they are done with.${cache}`
}

export function explainContainer(
  candidate: Candidate,
  context: RuleContext,
  kinds: readonly Anchor['kind'][],
  words: (container: Container) => Pick<Explanation, 'because' | 'advice'>,
): Explanation | undefined {
  const isLarge = isLargeContainer(candidate, context.study)
  if (!isLarge && isNoContainer(candidate)) return undefined
  const anchor = anchorOf(context, candidate)
  // Before anything is put into words, as each of these rules is asked.
  if (!kinds.includes(anchor.kind)) return undefined
  const large = isLarge ? largeContainerAt(anchor, candidate, context) : undefined
  const container = large ?? containerAt(anchor, candidate, context)
  const copies = copiesWords(candidate, context.study)
  const said = words(container)
  const own = large === undefined ? said : { ...said, because: `${said.because} ${large.why}` }
  return {
    confidence: isGuess(anchor, context) ? 'likely' : 'certain',
    suspicion: suspicionOf(candidate, context) * (isLarge ? OF_NUMBERS : 1),
    ...own,
    ...(isOfSymbols(candidate) ? symbolWords(own) : {}),
    ...knownWords(candidate, context),
    ...copies,
    title: `${container.title}${copies?.title ?? ''}`,
  }
}

/** Symbols that are in a dump were made at run time: those of the code are no objects. */
function isOfSymbols({ steps, held }: Candidate): boolean {
  return steps[held].label === 'Symbol'
}

type Told = Pick<Explanation, 'because' | 'advice'>

function symbolWords({ because, advice }: Told): Told {
  return {
    because: `${because} These symbols were made at run time. Ruby also keeps the text of each in a table of its own, which grows with them and lets go of it when the symbol goes.`,
    advice: `Do not make symbols of what comes from outside (to_sym, :"#{…}"): keep strings. ${advice}`,
  }
}

/** Of what a well-known library keeps: why, and what to do about it. */
export function knownWords(
  candidate: Candidate,
  { study }: RuleContext,
): Pick<Explanation, 'because' | 'advice'> | undefined {
  const known = knownHolder(candidate, study)
  return known === undefined ? undefined : { because: known.because, advice: known.advice }
}

/** Up to Ruby 3.1 a constant is told from a variable of the class by the file name behind it alone. */
function isGuess({ kind, name }: Anchor, { study }: RuleContext): boolean {
  if (kind === 'constant') return name === undefined && study.heap.dialect.number < 302
  return kind === 'class-value' || kind === 'thread'
}
