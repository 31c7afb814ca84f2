// The call stacks of a profile of retained memory, laid beside the findings: a traced dump knows the
// line that allocated an object, the profile knows who called it. Stacks are found by that line. What a
// profile has of a line need not all be in the finding, so its bytes are the profile's own, and stacks
// are ranked by the finding's bytes of the line, divided as the profile divides them.
// Cost: a pass over the profile's samples, each as deep as its stack.
import type { WeightedStacks } from '../../base/allocation-stacks.ts'
import type { NamedBytes, Why, WhyFinding, WhyStack } from '../../workbench/results.ts'
import { readProfileStacks } from '../vernier-profile.ts'

const MOST = 3

type Frame = WhyStack['frames'][number]

interface PlaceStack {
  readonly frames: readonly Frame[]
  count: number
  bytes: number
}

/** The stacks that end in one file, at one line. */
interface Place {
  readonly file: string
  bytes: number
  readonly stacks: Map<string, PlaceStack>
}

/**
 * The same answer with `stacks` in each finding that has sites, and a sentence in `missing` where the
 * profile could not tell more.
 * @param profile the parsed JSON: vernier's, or what `loupe retained --firefox` wrote
 * @throws LoupeError 'not-a-dump' where it is neither
 */
export function withProfileStacks(answer: Why, profile: unknown): Why {
  const { stacks, hasCallers } = readProfileStacks(profile)
  const places = placesOf(stacks, hasCallers)
  const findings = answer.findings.map((finding): WhyFinding => {
    if (finding.sites.length === 0) return finding
    return { ...finding, stacks: stacksOf(finding.sites, places) }
  })
  const missing = missingOf(findings, hasCallers)
  return {
    ...answer,
    findings,
    missing: missing === undefined ? answer.missing : [...answer.missing, missing],
  }
}

function missingOf(findings: readonly WhyFinding[], hasCallers: boolean): string | undefined {
  if (findings.length === 0) return undefined
  if (findings.every(({ sites }) => sites.length === 0)) {
    return 'The dump does not tell where the objects of the findings were allocated, so no stack of the profile could be laid beside them. Trace allocations in the same run (loupe capture --trace).'
  }
  if (findings.every(({ stacks = [] }) => stacks.length === 0)) {
    return 'The profile has nothing that was allocated at the lines of the findings: it may be of another program, or of a run that did other work.'
  }
  if (hasCallers) return undefined
  return 'The profile was made by tracing allocations, which tells the line and its method, but not who called it. With Ruby 3.2.1 or later and the vernier gem, loupe retained records whole stacks.'
}

function stacksOf(sites: readonly NamedBytes[], places: ReadonlyMap<number, Place[]>): WhyStack[] {
  const found: { readonly stack: WhyStack; readonly weight: number }[] = []
  for (const { name: site, bytes: ofFinding } of sites) {
    const place = placeAt(site, places)
    if (place === undefined) continue
    for (const { frames, count, bytes } of place.stacks.values()) {
      const share = place.bytes === 0 ? 0 : bytes / place.bytes
      const stack: WhyStack = { site, count, bytes, share, frames }
      found.push({ stack, weight: ofFinding * share })
    }
  }
  return found
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MOST)
    .map(({ stack }) => stack)
}

/** Of several files that it could be, the one whose name says the most. */
function placeAt(site: string, places: ReadonlyMap<number, Place[]>): Place | undefined {
  const [, file = '', line = ''] = /^(.*):(\d+)$/s.exec(site) ?? []
  return (places.get(Number(line)) ?? [])
    .filter((place) => isSameFile(place.file, file))
    .sort((a, b) => b.file.length - a.file.length)[0]
}

/**
 * Vernier shortens files: `gem:rack-3.0.8:lib/rack.rb`, `rubylib:3.3.0:json/common.rb`, and those of the
 * program are from the folder it ran in.
 */
function isSameFile(ofProfile: string, ofDump: string): boolean {
  if (ofProfile === ofDump) return true
  const [, kind, name, rest] = /^(gem|rubylib):([^:]+):(.+)$/s.exec(ofProfile) ?? []
  if (kind !== undefined) {
    return ofDump.endsWith(kind === 'gem' ? `/gems/${name}/${rest}` : `/ruby/${name}/${rest}`)
  }
  if (/^(?:\/|[A-Za-z]:|<)/.test(ofProfile)) return false
  return ofDump.endsWith(`/${ofProfile}`) && !ofDump.includes('/gems/')
}

/** line -> places */
function placesOf(stacks: WeightedStacks, hasCallers: boolean): Map<number, Place[]> {
  const places = new Map<number, Place[]>()
  for (const { stack, bytes, count } of stacks.samples) {
    const frames = hasCallers ? framesOf(stacks, stack) : lineOf(stacks, stack)
    // The line of Ruby that a method written in C was called from stands for it, as in tracing.
    const { file, line } = frames.find((frame) => frame.file !== undefined) ?? {}
    if (file === undefined || line === undefined) continue
    const atLine = places.get(line) ?? []
    places.set(line, atLine)
    let place = atLine.find((each) => each.file === file)
    if (place === undefined) atLine.push((place = { file, bytes: 0, stacks: new Map() }))
    place.bytes += bytes
    const key = JSON.stringify(frames)
    const known = place.stacks.get(key)
    if (known === undefined) place.stacks.set(key, { frames, count, bytes })
    else {
      known.count += count
      known.bytes += bytes
    }
  }
  return places
}

function framesOf({ frames, frameOf, below }: WeightedStacks, leaf: number): Frame[] {
  const found: Frame[] = []
  for (let stack = leaf; stack >= 0; stack = below[stack]) {
    const { name, file, line } = frames[frameOf[stack]]
    found.push({
      name,
      ...(file === undefined ? {} : { file }),
      ...(line === undefined ? {} : { line }),
    })
  }
  return found
}

/** Of gem, file, line and class as tracing has them: the line, which is the only call. */
function lineOf(stacks: WeightedStacks, leaf: number): Frame[] {
  const frames = framesOf(stacks, leaf).filter(({ line }) => line !== undefined)
  return frames.map((frame) => ({ ...frame, name: frame.name.replace(/, line \d+$/, '') }))
}
