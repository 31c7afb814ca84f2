/** Types of answer.mjs, for the tests. An answer is a part of the record of `why`. */

interface Finding {
  readonly rule: string
  readonly title: string
  readonly because: string
  readonly advice: string
  readonly verdict: string
  readonly count: number
  readonly bytes: number
  readonly growth?: readonly { readonly count: number }[] | undefined
  readonly path: readonly { readonly label: string }[]
}
interface Answer {
  readonly healthy: boolean
  readonly findings: readonly Finding[]
}
interface Bounds {
  readonly requests: number
  readonly least: number
  readonly most: number
  readonly line?: number
}

export function leaks(rails: string): boolean
export function wrongWithLeak(answer: Answer, bounds: Bounds): string[]
export function wrongWithGrowth(answer: Pick<Answer, 'findings'>): string[]
export function wrongWithHealth(answer: Answer): string[]
