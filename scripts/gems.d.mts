/** Types of gems.mjs, for the tests. */

export type Gem = 'sheap' | 'heapy' | 'thor'
export const GEMS: string
export const VERSIONS: ReadonlyMap<Gem, string>
export function libraryOf(gem: Gem): string
export function isInstalled(gem: Gem): boolean
/** `sheap is not installed; run npm run gems`, or undefined where all are there. */
export function whyNoGems(): string | undefined
