import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { declareReferenceList } from '../reference-list.ts'

export function declare(command: Command, context: Context): void {
  declareReferenceList(command, context, 'referrers')
}
