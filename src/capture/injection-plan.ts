// Everything that must hold before a debugger may touch a process, and the addresses of the functions
// it will call. Read from /proc and from the files of the process; the process itself is not stopped.
//
// The addresses come from the dynamic symbols of the mapped files, and the first bytes at each are
// compared with the file's: a library that was replaced under a running process, or one that is not
// what it seems, ends here and not in a wild call.

import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { LoupeError } from '../base/errors.ts'
import { elfSymbols } from './elf-symbols.ts'
import { isElsewhere, isSameFile, mappedFiles, statusOf } from './process-files.ts'
import type { MappedFile } from './process-files.ts'

/** Addresses in the process. */
export interface InjectionPlan {
  readonly pid: number
  readonly mmap: number
  readonly eval: number
  /** 2.7 to 3.4; else the pair that Ruby 3.3 and newer have. */
  readonly register?: number
  readonly preregister?: number
  readonly trigger?: number
}

const RUBY = [
  'rb_eval_string',
  'rb_postponed_job_register_one',
  'rb_postponed_job_preregister',
  'rb_postponed_job_trigger',
  'ruby_current_vm_ptr',
]
/** Bytes compared at the beginning of each function. */
const COMPARED = 16

/** Throws LoupeError `no-agent` with what is in the way. */
export function injectionPlan(pid: number): InjectionPlan {
  checkSystem()
  checkState(pid)
  const files = readable(pid)
  const found = new Map<string, number>()
  const memory = openMemory(pid)
  try {
    for (const file of files) lookIn(file, memory, found)
    const vm = found.get('ruby_current_vm_ptr')
    if (vm !== undefined && readAt(memory, vm, 8).every((byte) => byte === 0)) {
      throw refusal(`Process ${pid} is still starting Ruby.`, 'Try again in a moment.')
    }
  } finally {
    closeSync(memory)
  }
  return planOf(pid, found)
}

function planOf(pid: number, found: ReadonlyMap<string, number>): InjectionPlan {
  const [mmap, evalString, register, preregister, trigger] = [
    'mmap',
    'rb_eval_string',
    'rb_postponed_job_register_one',
    'rb_postponed_job_preregister',
    'rb_postponed_job_trigger',
  ].map((name) => found.get(name))
  if (evalString === undefined) {
    throw refusal(
      `Process ${pid} is not a Ruby that can be recognized: nothing it has mapped defines rb_eval_string.`,
      'loupe ps lists the Ruby processes.',
    )
  }
  const base = { pid, eval: evalString }
  if (mmap !== undefined && preregister !== undefined && trigger !== undefined) {
    return { ...base, mmap, preregister, trigger }
  }
  if (mmap !== undefined && register !== undefined) return { ...base, mmap, register }
  throw refusal(
    `The Ruby of process ${pid} lacks symbols that are needed: ${mmap === undefined ? 'mmap' : 'rb_postponed_job_…'}.`,
    'Load the agent when it starts: loupe capture -- COMMAND',
  )
}

function checkSystem(): void {
  if (process.platform !== 'linux' || (process.arch !== 'x64' && process.arch !== 'arm64')) {
    throw refusal('--inject works on Linux with x86-64 or arm64 only.')
  }
}

function checkState(pid: number): void {
  const status = statusOf(pid)
  if (status === undefined) {
    throw refusal(`There is no process ${pid}.`, 'loupe ps lists those of Ruby.')
  }
  const { uid, state, tracer } = status
  const user = process.geteuid?.() ?? 0
  if (user !== 0 && uid !== user) {
    throw refusal(`Process ${pid} belongs to another user.`, 'Run loupe as that user, or as root.')
  }
  if (state === 'Z') throw refusal(`Process ${pid} has ended.`)
  if (tracer !== 0) {
    throw refusal(
      `Process ${pid} is being traced already, by process ${tracer}.`,
      'End that debugger or strace first.',
    )
  }
  if (state === 'T' || state === 't') throw stopped(pid)
  if (isElsewhere(pid)) throw elsewhere(pid)
}

function readable(pid: number): MappedFile[] {
  try {
    return mappedFiles(pid).filter(({ path }) => /ruby|\/libc\.so|\/libc-2|\/ld-musl/.test(path))
  } catch {
    throw notAllowed(pid)
  }
}

/** The system asks here what it would ask a debugger. */
function openMemory(pid: number): number {
  try {
    return openSync(`/proc/${pid}/mem`, 'r')
  } catch {
    throw notAllowed(pid)
  }
}

function notAllowed(pid: number): LoupeError {
  const scope = text('/proc/sys/kernel/yama/ptrace_scope').trim()
  const yama = scope !== '' && scope !== '0'
  return refusal(
    `The system does not let this user debug process ${pid}` +
      (yama ? ` (kernel.yama.ptrace_scope is ${scope}).` : '.'),
    scope === '3'
      ? 'Until the next boot nobody may. Load the agent when the process starts.'
      : 'Run loupe as root, or in a container with the capability SYS_PTRACE.',
  )
}

function lookIn(file: MappedFile, memory: number, found: Map<string, number>): void {
  const libc = !file.path.includes('ruby')
  // Where the disk has another file by now, nothing can be said about addresses.
  if (!isSameFile(file)) return
  const content = readFileSync(file.path)
  const elf = elfSymbols(content, new Set(libc ? ['mmap'] : RUBY))
  for (const [name, { address, offset }] of elf?.symbols ?? []) {
    if (found.has(name)) continue
    const place = file.start - (elf?.bias ?? 0) + address
    const code = content.subarray(offset, offset + COMPARED)
    if (name === 'ruby_current_vm_ptr' || code.equals(readAt(memory, place, COMPARED))) {
      found.set(name, place)
    }
  }
}

function readAt(memory: number, address: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes)
  try {
    const read = readSync(memory, buffer, 0, bytes, address)
    return buffer.subarray(0, read)
  } catch {
    return Buffer.alloc(0)
  }
}

function text(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

export function stopped(pid: number): LoupeError {
  return refusal(`Process ${pid} is stopped.`, `Let it go on first: kill -CONT ${pid}`)
}

export function elsewhere(pid: number): LoupeError {
  return refusal(
    `Process ${pid} runs in a container, or with a /tmp of its own.`,
    'Run loupe in there, or load the agent when it starts and use --exec.',
  )
}

export function refusal(message: string, next?: string): LoupeError {
  return new LoupeError('no-agent', message, next)
}
