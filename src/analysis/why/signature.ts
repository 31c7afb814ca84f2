// A short name of a cause that is the same in other runs, on other hosts and in later releases: a hash of
// the rule and of the kinds and reference names on the suspect part of the path. No address, line number
// or version goes into it, and no index or key.
import { foldVersions } from '../diff/folded-version.ts'
import type { NamedStep } from './named-steps.ts'

/** @param steps from what holds to what is held */
export function signatureOf(rule: string, steps: readonly NamedStep[]): string {
  const parts = steps.map(({ step, edge }) => `${masked(step.label)}|${masked(edge ?? '')}`)
  return hash([rule, ...parts].join('\n'))
}

function masked(name: string): string {
  return foldVersions(name)
    .replace(/\[[^]*\]/g, '[]')
    .replace(/0x[0-9a-f]+/g, '0x')
    .replace(/:\d+\b/g, '')
}

/** FNV-1a with two seeds: 16 hexadecimal digits. */
function hash(text: string): string {
  let low = 0x811c9dc5
  let high = 0x01000193
  for (let i = 0; i < text.length; i++) {
    low = Math.imul(low ^ text.charCodeAt(i), 0x01000193)
    high = Math.imul(high ^ text.charCodeAt(i), 0x85ebca6b) ^ (high >>> 13)
  }
  return [high, low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('')
}
