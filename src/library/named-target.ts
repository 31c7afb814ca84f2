// What the command takes for a TARGET, with errors that speak to a program.
import { LoupeError } from '../base/errors.ts'
import type { Study } from '../analysis/study.ts'
import { findTarget, TARGET_FORMS, type Target } from '../analysis/targets.ts'

export const FORMS =
  "An object is wanted, its address ('0x…' or a number) or its handle ('@12'); where many are, also a class's name."

/** Throws what `findTarget` throws, with the call in front. `forms`: what could have been given. */
export function targetOf(study: Study, text: string, call: string, forms: string = FORMS): Target {
  try {
    return findTarget(study, text)
  } catch (error) {
    if (!(error instanceof LoupeError)) throw error
    const next = error.next === TARGET_FORMS ? forms : error.next
    throw new LoupeError(error.code, `${call}: ${error.message}`, next)
  }
}
