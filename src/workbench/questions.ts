import type {
  Dominators,
  Find,
  Grouping,
  GroupSort,
  Path,
  References,
  Show,
  Summary,
  Top,
  WhatIf,
  Where,
} from './results.ts'

/**
 * Every question a face can ask of one opened dump. The CLI, the console, the server and the
 * exports only translate. All throw LoupeError ('usage' for a TARGET that cannot be understood,
 * 'no-answer' where the question has none, 'no-roots' on partial dumps).
 *
 * A TARGET is an address `0x…`, a handle `@1234`, a class or module name `Work`, or `Work[200]`.
 */
export interface Questions {
  summary(options?: { limit?: number; verify?: number }): Summary
  top(options: { by: Grouping; sort?: GroupSort; limit?: number; where?: Where }): Top
  show(target: string, options?: { limit?: number }): Show
  references(target: string, options?: { limit?: number; group?: boolean }): References
  referrers(target: string, options?: { limit?: number; group?: boolean }): References
  path(target: string, options?: { to?: string; count?: number; limit?: number }): Path
  dominators(options?: {
    target?: string
    merge?: boolean
    depth?: number
    /** Leave out nodes under this share (0–1) of the total. */
    share?: number
    limit?: number
    /** All references count alike; else caches own nothing that has an owner. */
    exact?: boolean
    /** Show the VM's plumbing, which is a part of what it belongs to otherwise. */
    vm?: boolean
  }): Dominators
  /** `without`: TARGETs, references 'A -> B' and instance variables 'Work.@title'. */
  whatIf(without: readonly string[], options?: { limit?: number }): WhatIf
  find(pattern: string, options?: { limit?: number; where?: Where }): Find
}
