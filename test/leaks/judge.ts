// Whether what `loupe why` says of a program of the corpus is right. What counts as right is strict, and
// written down here and nowhere else:
//
// A finding is right where all of these hold.
//   mechanism  its rule is the truth's, or one that the truth says is as true
//   holder     a holder of the truth, by its whole name, stands in its title, its holder or its path,
//              elsewhere than in what is held
//   class      what leaks is in its path, its contents or its title
//   bytes      at least 0.75 times what the program itself says has leaked in all, which it weighs without
//              the VM's own objects (of what it cannot weigh at all, 0.5 times what three rounds
//              have added to the heap); at most what three rounds have added to the heap by plain
//              counting, and 15 % (or half as much again as the program says, where that is more)
//   verdict    with several dumps the truth's, or one that is as true; with one dump anything that
//              does not contradict it, which is to leave it open, or to name the same
// A leak that grows must make the heap not healthy where several dumps show it.
// A healthy program has no finding called growing, and `healthy` is true.
import type { Why, WhyFinding, WhyVerdict } from '../../src/workbench/results.ts'
import type { Truth } from './truth.ts'

const CRITERIA = ['mechanism', 'holder', 'class', 'bytes', 'verdict', 'unhealthy'] as const
type Criterion = (typeof CRITERIA)[number]

export interface Judgement {
  readonly isHealthyProgram: boolean
  /** 1-based rank of the first finding that is right; 0 where none is. Of healthy programs 0. */
  readonly rank: number
  /** What finding 1 gets wrong; all where there is none. Of healthy programs empty. */
  readonly wrong: readonly Criterion[]
  /** Healthy programs: what was cried. */
  readonly alarms: readonly string[]
}

const ROUNDS = 3
const LEAST_BYTES = 0.75
/** Where the program cannot weigh what leaks: code. */
const LEAST_GROWN = 0.5
const MOST_BYTES = 1.5
const MOST_GROWN = 1.15
/** Of any program: the size of a hash's table is a matter of chance. */
const SLACK = 50_000

export interface Leaked {
  /** What the program says has leaked by the last dump. */
  readonly bytes: number
  /** What a round adds to the bytes that roots reach, the tracer's own table aside. */
  readonly grownPerRound: number
}

export function judgeWhy(answer: Why, truth: Truth, leaked: Leaked): Judgement {
  if (isHealthyTruth(truth)) {
    return { isHealthyProgram: true, rank: 0, wrong: [], alarms: alarmsOf(answer) }
  }
  const wrong = answer.findings.map((finding) => wrongIn(finding, answer, truth, leaked))
  return {
    isHealthyProgram: false,
    rank: wrong.findIndex(({ length }) => length === 0) + 1,
    wrong: wrong[0] ?? CRITERIA,
    alarms: [],
  }
}

function isHealthyTruth({ mechanism }: Truth): boolean {
  return mechanism === undefined
}

function alarmsOf({ findings, healthy }: Why): string[] {
  const growing = findings
    .filter(({ verdict }) => verdict === 'growing')
    .map(({ title }) => `growing: ${title}`)
  return healthy || growing.length > 0 ? growing : ['not healthy']
}

/** What is wrong with one finding of a leaking program, in the order of `CRITERIA`. */
function wrongIn(
  finding: WhyFinding,
  { dumps, healthy }: Pick<Why, 'dumps' | 'healthy'>,
  truth: Truth,
  leaked: Leaked,
): Criterion[] {
  const { rule, bytes, verdict } = finding
  const rules: readonly string[] = [truth.mechanism ?? '', ...(truth.alsoMechanisms ?? [])]
  const verdicts: readonly string[] = [truth.verdict, ...(truth.alsoVerdicts ?? [])]
  const isRight: Record<Criterion, boolean> = {
    mechanism: rules.includes(rule),
    holder: (truth.holder ?? []).some((name) => namesHolder(finding, name, truth.class ?? '')),
    class: truth.class !== undefined && hasInside(finding, truth.class),
    bytes: bytes >= leastBytes(leaked) && bytes <= mostBytes(leaked),
    verdict: dumps.length > 1 ? verdicts.includes(verdict) : agrees(verdict, verdicts),
    unhealthy: dumps.length === 1 || truth.verdict !== 'growing' || !healthy,
  }
  return CRITERIA.filter((criterion) => !isRight[criterion])
}

function leastBytes({ bytes, grownPerRound }: Leaked): number {
  return bytes > 0 ? bytes * LEAST_BYTES : ROUNDS * grownPerRound * LEAST_GROWN
}

function mostBytes({ bytes, grownPerRound }: Leaked): number {
  return Math.max(bytes * MOST_BYTES, ROUNDS * grownPerRound * MOST_GROWN) + SLACK
}

function agrees(verdict: WhyVerdict, verdicts: readonly string[]): boolean {
  return verdict === 'unknown' || verdicts.includes(verdict)
}

/** What is held is no holder: neither '#<Event>' nor '1,200 Event objects' says what holds an Event. */
function namesHolder({ title, holder, path }: WhyFinding, name: string, held: string): boolean {
  const steps = path
    .filter(({ label }) => label !== `#<${held}>`)
    .flatMap(({ label, edge = '' }) => [label, edge])
  const rest = title.replaceAll(new RegExp(`[\\d,]+ ${escaped(held)}(?![\\w:])`, 'gu'), '')
  return [rest, holder.label, ...steps].some((text) => hasName(text, name))
}

/** In the contents by its name, `IMEMO iseq` for `iseq`; as a step; in the title. */
function hasInside({ title, path, contents }: WhyFinding, name: string): boolean {
  const asStep = new RegExp(`^(?:#<${escaped(name)}[> ]|${escaped(name)}$)`, 'u')
  return (
    contents.some((group) => group.name === name || group.name === `IMEMO ${name}`) ||
    path.some(({ label }) => asStep.test(label)) ||
    hasName(title, name)
  )
}

/**
 * As a whole name: `Event` is in none of `EventBus`, `Event::Kind` and `Audit::Event`. Words that are no
 * names of Ruby's, such as `finalizer`, may be more than one.
 */
function hasName(text: string, name: string): boolean {
  const plural = /^[a-z]+$/.test(name) ? 's?' : ''
  return new RegExp(`(?<![\\w@$]|::)${escaped(name)}${plural}(?!\\w|::)`, 'u').test(text)
}

function escaped(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
