// What a command is given: where to write, what the user asked for globally, and the way to dumps.

import type { Command } from 'commander'
import { ansiPaint, plainPaint } from '../report/paint.ts'
import type { Paint } from '../report/paint.ts'
import type { View } from '../report/screen.ts'
import type { Platform } from './platform.ts'
import { colorFor, widthFor } from './terminal.ts'
import type { Terminal } from './terminal.ts'

export interface Context {
  readonly terminal: Terminal
  readonly platform: Platform
  /** Runs another command line as if it had been typed; the demo does. */
  readonly run: (argv: readonly string[]) => Promise<number>
  /** Ends the command with another status than 0. */
  setStatus(status: number): void
}

export interface GlobalOptions {
  readonly index: boolean
  readonly progress: boolean
  readonly color: boolean
  readonly spill: boolean
  readonly allowSpill?: boolean
  readonly width?: number
  readonly workers?: number
}

/** Options of a command together with the global ones, wherever on the line they stood. */
export function optionsOf<Own>(command: Command): Own & GlobalOptions {
  return command.optsWithGlobals<Own & GlobalOptions>()
}

export function viewOf({ terminal }: Context, options: GlobalOptions, dump: string): View {
  return {
    width: widthFor(terminal, options.width),
    color: paintFor(colorFor(terminal, options.color, terminal.outIsTTY)),
    dump,
  }
}

export function paintFor(colored: boolean): Paint {
  return colored ? ansiPaint : plainPaint
}
