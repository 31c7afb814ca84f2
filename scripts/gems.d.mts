/** Types of gems.mjs, for the tests. */

export type Gem = 'sheap' | 'heapy' | 'thor' | 'optimist' | 'msgpack' | 'ffi' | 'rbtrace'
export const GEMS: string
export const VERSIONS: ReadonlyMap<Gem, string>
/** Of those that answers and times are compared with. */
export const COMPARED: ReadonlyMap<Gem, string>
export const APP_VERSIONS: ReadonlyMap<string, string>
/** The same application with another Rails 7.1. */
export function appVersions(rails: string): ReadonlyMap<string, string>
export function libraryOf(gem: Gem): string
/** Installs those that are not there: gem -> version, with all that they depend on. How many were not. */
export function installGems(versions: ReadonlyMap<string, string>, bin?: string): number
export function isInstalled(gem: string, version?: string): boolean
/**
 * `sheap is not installed; run npm run gems`, or undefined where all are there; by default those
 * that answers are compared with.
 */
export function whyNoGems(
  gems?: readonly string[],
  versions?: ReadonlyMap<string, string>,
): string | undefined
