// The main job on a real dump, offline: the three commands somebody with this leak would type,
// each shown before what it prints.

import { existsSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { LoupeError } from '../../base/errors.ts'
import { optionsOf, viewOf } from '../context.ts'
import type { Context, GlobalOptions } from '../context.ts'
import { OK } from '../failure.ts'

const DUMP = join('examples', 'routes-proxy', 'dumps', 'after.json.gz')

export function declare(command: Command, context: Context): void {
  command.addHelpText('after', '\nExample:\n  $ loupe demo').action(async () => {
    const { terminal } = context
    const options = optionsOf<GlobalOptions>(command)
    const { color } = viewOf(context, options, '')
    const dump = exampleDump()
    const passed = passedOn(options)
    terminal.out(
      'A Ruby program answered requests and its memory grew. This heap dump was taken then.\n',
    )
    for (const words of [
      ['why', dump],
      ['dominators', dump, '--merge'],
      ['path', dump, 'Work'],
    ]) {
      terminal.out(`\n${color.heading(`$ loupe ${words.join(' ')}`)}\n`)
      const status = await context.run([...words, ...passed])
      if (status !== OK) {
        context.setStatus(status)
        return
      }
    }
  })
}

/** Beside the package, wherever in it this code was bundled to; named as from here. */
function exampleDump(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  for (let level = 0; level < 4; level++, folder = dirname(folder)) {
    const file = join(folder, DUMP)
    if (!existsSync(file)) continue
    const near = relative(process.cwd(), file)
    return near.startsWith('..') ? file : near
  }
  throw new LoupeError('not-found', `the example dump (${DUMP}) is not in this installation.`)
}

function passedOn({ color, index, progress, width, workers }: GlobalOptions): string[] {
  return [
    ...(color ? [] : ['--no-color']),
    ...(index ? [] : ['--no-index']),
    ...(progress ? [] : ['--no-progress']),
    ...(width === undefined ? [] : ['--width', String(width)]),
    ...(workers === undefined ? [] : ['--workers', String(workers)]),
  ]
}
