// The rules in the order in which they are asked: what is known for certain first, mechanisms before
// the containers that they gather in, and what explains anything last.
import { accumulation } from './accumulation.ts'
import { anonymousClasses } from './anonymous-classes.ts'
import { callcachePin } from './callcache-pin.ts'
import { capacitySlack } from './capacity-slack.ts'
import { classIvarContainer } from './class-ivar-container.ts'
import { classVariableContainer } from './class-variable-container.ts'
import { closure } from './closure.ts'
import { constantClasses } from './constant-classes.ts'
import { constantContainer } from './constant-container.ts'
import { deadThreads } from './dead-threads.ts'
import { defaultProcHash } from './default-proc-hash.ts'
import { duplicateStrings } from './duplicate-strings.ts'
import { evalCode } from './eval-code.ts'
import { fiberLocal } from './fiber-local.ts'
import { finalizer } from './finalizer.ts'
import { globalContainer } from './global-container.ts'
import { instanceContainer } from './instance-container.ts'
import { ioBuffer } from './io-buffer.ts'
import { linkedChain } from './linked-chain.ts'
import { machineStack } from './machine-stack.ts'
import { manyIvars } from './many-ivars.ts'
import { nativeData } from './native-data.ts'
import { reloadedClasses } from './reloaded-classes.ts'
import { requestObjects } from './request-objects.ts'
import { runTimeNames } from './run-time-names.ts'
import type { Rule } from './rule.ts'
import { sharedString } from './shared-string.ts'
import { singletonClasses } from './singleton-classes.ts'
import { subscribers } from './subscribers.ts'
import { suspendedFiber } from './suspended-fiber.ts'
import { threadLocal } from './thread-local.ts'
import { tracer } from './tracer.ts'
import { trackerException } from './tracker-exception.ts'
import { vmTables } from './vm-tables.ts'

export const RULES: readonly Rule[] = [
  tracer,
  finalizer,
  runTimeNames,
  vmTables,
  machineStack,
  callcachePin,
  requestObjects,
  constantClasses,
  reloadedClasses,
  anonymousClasses,
  singletonClasses,
  evalCode,
  deadThreads,
  suspendedFiber,
  trackerException,
  subscribers,
  closure,
  linkedChain,
  ioBuffer,
  nativeData,
  sharedString,
  capacitySlack,
  defaultProcHash,
  duplicateStrings,
  manyIvars,
  constantContainer,
  classVariableContainer,
  classIvarContainer,
  globalContainer,
  fiberLocal,
  threadLocal,
  instanceContainer,
  accumulation,
]
