// What dumps are called: what the program is called, then the process, then a number, so that
// dumps of one process stand together and in order.

import { existsSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { DumpFiles } from './receive-dump.ts'

export interface Naming {
  /** --output: a name to begin with, or a folder. */
  readonly output?: string
  /** --gzip; undefined lets the name decide, and then it is compressed. */
  readonly gzip?: boolean
  readonly overwrite: boolean
}

export interface DumpNames {
  readonly gzip: boolean
  /** Free names for the next dump of a process; with `overwrite` those that count says. */
  next(pid: number): DumpFiles
  /** The name as it was given, for the one dump there will be. */
  only(pid: number): DumpFiles
}

const EXTENSION = /\.(json|jsonl|ndjson|heap|dump)(\.gz)?$|\.gz$/

export function dumpNames({ output, gzip: asked, overwrite }: Naming, program: string): DumpNames {
  const folder = output !== undefined && isFolder(output)
  const named = output === undefined || folder ? undefined : output
  const [extension = ''] = named === undefined ? [] : (EXTENSION.exec(named) ?? [])
  const gzip = asked ?? (extension === '' || extension.endsWith('.gz'))
  const base = named === undefined ? join(folder ? (output ?? '') : '', program) : named
  const stem = base.slice(0, base.length - extension.length)
  const ending = extension === '' ? `.json${gzip ? '.gz' : ''}` : extension
  const numbers = new Map<number, number>()
  const files = (name: string): DumpFiles => ({
    dump: `${name}${ending}`,
    capture: `${name}.capture.json`,
    overwrite,
  })
  return {
    gzip,
    next(pid) {
      let number = numbers.get(pid) ?? 0
      let made: DumpFiles
      do made = files(`${stem}-${pid}-${++number}`)
      while (!overwrite && (existsSync(made.dump) || existsSync(made.capture)))
      numbers.set(pid, number)
      return made
    },
    only: (pid) => files(named === undefined ? `${stem}-${pid}` : stem),
  }
}

/**
 * `app` for `bundle exec ruby -w lib/app.rb`, `puma` for `puma -C config.rb`, `ruby` for `ruby -e CODE`:
 * code is no name, and may hold what is nobody's business.
 */
export function programName(command: readonly string[]): string {
  const words = [...command]
  let word = 'ruby'
  let ofRuby = false
  for (let first = words.shift(); first !== undefined; first = words.shift()) {
    if (ofRuby && /^-[aclnpsSvwy]*e/.test(first)) return 'ruby'
    if (ofRuby && /^-[rICEx]$/.test(first)) words.shift()
    else if (!isWrapper(first)) {
      word = first
      break
    } else if (!first.startsWith('-') && !first.includes('=')) ofRuby = isRubyName(first)
  }
  const name = basename(word).replace(/\.(rb|ru|sh)$/, '')
  return name.replaceAll(/[^\w.-]/g, '_').slice(0, 60) || 'ruby'
}

function isWrapper(word: string): boolean {
  if (word.startsWith('-') || /^\w+=/.test(word)) return true
  return /^(bundle|exec|env|nice|time|sudo)$/.test(basename(word)) || isRubyName(word)
}

/** Whether a program of that name is a Ruby: `ruby`, `/usr/bin/ruby3.1`. */
export function isRubyName(word: string): boolean {
  return /^ruby[\d.]*$/.test(basename(word))
}

function isFolder(path: string): boolean {
  if (path.endsWith('/')) return true
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
