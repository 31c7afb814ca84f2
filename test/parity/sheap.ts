// What sheap-answers.rb prints, in types, and sheap's names beside Loupe's.
import type { TypeCollections } from '../../src/library/api.ts'
import { runWithGems } from './gems.ts'

export interface Raised {
  readonly raised: string
}

/** `null`: sheap's nil, an address that no line defines. */
export type Addresses = readonly (string | null)[]

export interface SheapObject {
  readonly type_str: string
  readonly imemo_type: string | null
  readonly class_addr: string | null
  readonly klass: string | null
  readonly name: string | null
  readonly value: unknown
  readonly struct: string | null
  readonly file: string | null
  readonly line: number | null
  readonly location: string | null
  readonly memsize: number
  readonly 'old?': boolean
  readonly 'frozen?': boolean
  readonly 'wb_protected?': boolean
  readonly superclass: string | null
  readonly data: unknown
  readonly inverse_references: Addresses
}

export interface SheapHeap {
  /** Lines, which sheap all takes for objects. */
  readonly size: number
  readonly roots: readonly string[]
  readonly collections: Readonly<Record<string, readonly string[]>>
  readonly class_named: Readonly<Record<string, readonly string[]>>
  /** Of one class in so many. */
  readonly instances: Readonly<Record<string, readonly string[]>>
  readonly references: Readonly<Record<string, Addresses>>
  /** Of one object in so many. */
  readonly attributes: Readonly<Record<string, SheapObject>>
  readonly paths: readonly (readonly [address: string, path: Addresses | Raised | null])[]
}

export interface SheapDiff {
  readonly retained: readonly string[]
  readonly collections: Readonly<Record<string, readonly string[]>>
}

/** @param every attributes of one object in so many, instances of one class in so many */
export async function sheapHeap(path: string, searches: number, every: number): Promise<SheapHeap> {
  return JSON.parse(await sheap('heap', path, String(searches), String(every))) as SheapHeap
}

export async function sheapDiff(...paths: readonly string[]): Promise<SheapDiff> {
  return JSON.parse(await sheap('diff', ...paths)) as SheapDiff
}

export async function sheapMethods(): Promise<Record<string, Record<string, string[]>>> {
  return JSON.parse(await sheap('methods')) as Record<string, Record<string, string[]>>
}

function sheap(...args: readonly string[]): Promise<string> {
  return runWithGems('sheap-answers.rb', ['sheap'], args)
}

/** sheap's collection -> Loupe's; all but the misspelt one differ in writing alone. */
export function loupeCollection(name: string): keyof TypeCollections {
  const own = name === 'icasses' ? 'iclasses' : name
  return own.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()) as keyof TypeCollections
}
