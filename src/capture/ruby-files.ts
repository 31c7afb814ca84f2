// Where the Ruby files of the package are: one folder up from dist/, two from src/capture/.

import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { LoupeError } from '../base/errors.ts'

/** The absolute path of a file in ruby/. */
export function rubyFile(name: string): string {
  for (const up of ['../ruby/', '../../ruby/']) {
    const path = fileURLToPath(new URL(`${up}${name}`, import.meta.url))
    if (existsSync(path)) return path
  }
  throw new LoupeError('not-found', `ruby/${name} is missing.`, 'Install the package again.')
}
