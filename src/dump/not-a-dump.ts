import { LoupeError } from '../base/errors.ts'

/** For a file of which no line describes an object. `why` where something better can be said. */
export function notADump(
  why = 'This is not a Ruby heap dump: no line of it describes an object.',
): LoupeError {
  return new LoupeError(
    'not-a-dump',
    why,
    'A dump is made by ObjectSpace.dump_all; its lines start with {"address":"0x or {"type":"ROOT".',
  )
}
