// The rules in the order in which they are asked: what is known for certain first, mechanisms before
// the containers that they gather in, and what explains anything last.
import { accumulation } from './accumulation.ts'
import { callcachePin } from './callcache-pin.ts'
import { classIvarContainer } from './class-ivar-container.ts'
import { classVariableContainer } from './class-variable-container.ts'
import { closure } from './closure.ts'
import { constantContainer } from './constant-container.ts'
import { globalContainer } from './global-container.ts'
import { instanceContainer } from './instance-container.ts'
import { requestObjects } from './request-objects.ts'
import type { Rule } from './rule.ts'
import { singletonClasses } from './singleton-classes.ts'
import { threadLocal } from './thread-local.ts'
import { tracer } from './tracer.ts'
import { vmTables } from './vm-tables.ts'

export const RULES: readonly Rule[] = [
  tracer,
  vmTables,
  callcachePin,
  requestObjects,
  singletonClasses,
  closure,
  constantContainer,
  classVariableContainer,
  classIvarContainer,
  globalContainer,
  threadLocal,
  instanceContainer,
  accumulation,
]
