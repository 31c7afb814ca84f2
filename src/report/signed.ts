// Changes as a person reads them: what grew has a plus, what shrank a minus, what stayed neither.

import { formatBytes, formatCount } from '../base/format.ts'

/** '+333', '-12', '0'. */
export function signedCount(change: number): string {
  return signed(change, formatCount(Math.abs(change)))
}

/** '+28.6 KB', '-40 B', '0 B'. */
export function signedBytes(change: number): string {
  return signed(change, formatBytes(Math.abs(change)))
}

/** `amount`: how much, as a text without a sign. */
export function signed(change: number, amount: string): string {
  if (change > 0) return `+${amount}`
  return change < 0 ? `-${amount}` : amount
}
