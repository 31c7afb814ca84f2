// What a finding cannot know of itself, and which capture would tell: the name of the constant or variable
// that holds it, the line that allocates it, what was lost in a damaged dump.
// Cost: a few reads.
import { anchorOf, type AnchorKind } from '../rules/evidence/anchors.ts'
import { attributed } from '../ownership/attributed.ts'
import type { Study } from '../study.ts'
import type { Judged } from './judged.ts'

const UNNAMED: Partial<Record<AnchorKind, string>> = {
  constant: 'which constant',
  'class-ivar': 'which variable',
  'class-variable': 'which class variable',
  'class-value': 'which variable',
  global: 'which global variable',
  instance: 'which instance variable',
}

/** Sentences; undefined where nothing is missing. */
export function unknownsOf(study: Study, judged: Judged): string | undefined {
  const { heap, names } = study
  const { candidate, steps, holder, held, explanation } = judged
  const told: string[] = explanation.surer === undefined ? [] : [explanation.surer]
  const { shape } = candidate
  const place = { study, owned: attributed(study), steps }
  const anchor = anchorOf(place, { shape, holder, held })
  const unnamed =
    anchor.name === undefined && names.captured === undefined ? UNNAMED[anchor.kind] : undefined
  const isPlaced = explanation.place !== undefined
  const missing = [
    ...(unnamed === undefined || isPlaced ? [] : [`${unnamed} it is`]),
    ...(heap.dialect.traced
      ? []
      : [`which line allocates ${steps[held].step.count === 1 ? 'it' : 'them'}`]),
  ]
  if (missing.length > 0) {
    const option = heap.dialect.traced ? '' : ' --trace'
    told.push(
      `Not in this dump: ${missing.join(', and ')}. The next one, taken with loupe capture${option}, will tell.`,
    )
  }
  if (heap.damage.badLines > 0 || heap.damage.truncated) {
    told.push('The dump is damaged: counts and bytes may be too low.')
  }
  return told.length === 0 ? undefined : told.join(' ')
}
