// The run of `loupe retained -- COMMAND`: under the agent with allocations traced from the first line
// on, a dump of each process at its exit; or, in processes that have the vernier gem, its profile.
// Profiles are made in a private folder, which goes when all are taken from it.

import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { captureCommand } from './capture-command.ts'
import type { CaptureEvents } from './capture-queue.ts'
import type { Capture } from '../workbench/capture-results.ts'
import type { DumpNames } from './dump-names.ts'
import type { Ended } from './under-agent.ts'

export interface RetainedRun extends CaptureEvents {
  readonly names: DumpNames
  /** Take a profile where the vernier gem can be loaded. */
  readonly vernier: boolean
}

export interface KeptProfile {
  readonly pid: number
  /** The file as it was written. */
  readonly bytes: Uint8Array
}

export async function retainedCommand(
  command: readonly string[],
  { names, vernier, ...events }: RetainedRun,
): Promise<{ capture: Capture; profiles: readonly KeptProfile[]; ended: Ended }> {
  const folder = mkdtempSync(join(tmpdir(), 'loupe-retained-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  process.once('exit', remove)
  try {
    const { capture, ended } = await captureCommand(command, {
      ...events,
      names,
      settings: { gzip: names.gzip },
      triggers: { count: 0 },
      atExit: true,
      onSignal: undefined,
      trace: true,
      ...(vernier ? { load: ['loupe_vernier.rb'], env: { LOUPE_RETAINED_FOLDER: folder } } : {}),
    })
    return { capture, profiles: profilesIn(folder), ended }
  } finally {
    remove()
    process.off('exit', remove)
  }
}

function profilesIn(folder: string): KeptProfile[] {
  return readdirSync(folder).flatMap((name) => {
    const [, pid] = /^(\d+)\.vernier\.json$/.exec(name) ?? []
    return pid === undefined ? [] : [{ pid: Number(pid), bytes: readFileSync(join(folder, name)) }]
  })
}
