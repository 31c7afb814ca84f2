// The rules in the order in which they are asked: what is known for certain first, mechanisms before
// the containers that they gather in, and what explains anything last.
import { accumulation } from './accumulation.ts'
import { callcachePin } from './callcache-pin.ts'
import type { Rule } from './rule.ts'
import { tracer } from './tracer.ts'

export const RULES: readonly Rule[] = [tracer, callcachePin, accumulation]
