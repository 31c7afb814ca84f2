/** Types of fixtures-rubies.mjs, for the tests. */

export interface DumpOptions {
  /** Trace allocations from before the script: `file`, `line`, `method`, `generation`. */
  readonly trace?: boolean
  /** How often GC.start is called before the dump; 1 unless told. */
  readonly collections?: number
  /** More arguments of `ObjectSpace.dump_all`, as Ruby text: `full: true`, `since: $mark`. */
  readonly dumpArguments?: string
}

export interface Ruby {
  /** `3.1`, `4.0`, `head` */
  readonly name: string
  readonly kind: 'system' | 'wasm'
  /** `Ruby 3.4 (WebAssembly)`, for the names of tests. */
  readonly title: string
  /** Runs a script and gives back the dump of its heap. Its top-level local variables live on. */
  readonly dump: (script: string, options?: DumpOptions) => Promise<Uint8Array>
}

export interface MissingRuby {
  readonly name: string
  readonly kind: 'system' | 'wasm'
  /** `skipped: Ruby 3.4 (WebAssembly) is not installed; run npm run fixtures` */
  readonly sentence: string
}

export const RUBIES: string
export const WASM_NAMES: readonly string[]
export const PACKAGES: ReadonlyMap<string, string>
export function isInstalled(packageName: string): boolean
export function findRubies(): Ruby[]
export function findMissing(): MissingRuby[]
export function runWasm(
  name: string,
  program: string,
  files?: ReadonlyMap<string, string>,
): Promise<Uint8Array>
