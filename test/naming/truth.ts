// The output of truth.rb taken apart, and what a capture file with k samples of the same heap would
// say, made from the truth.
import type { CaptureFacts, SampleFacts } from '../../src/heap/capture-facts.ts'
import { parseCapture } from '../../src/heap/capture-facts.ts'

/** [ivar, address of its value or null] in order. */
export type TrueIvars = readonly (readonly [string, string | null])[]

export interface Truth {
  readonly dump: Uint8Array
  /** object's address -> its instance variables */
  readonly ivars: ReadonlyMap<string, TrueIvars>
}

const START = 'LOUPE-TRUTH\n'
const END = '\nLOUPE-DUMP\n'

export function readTruth(output: Uint8Array): Truth {
  const bytes = Buffer.from(output)
  const end = bytes.indexOf(END)
  if (bytes.indexOf(START) !== 0 || end < 0) throw new Error('this is no output of truth.rb')
  const ivars = new Map<string, TrueIvars>()
  for (const line of bytes.toString('utf8', START.length, end).split('\n')) {
    const [address, ...pairs] = line.split(' ')
    ivars.set(
      address,
      pairs.map((pair) => {
        const [name, value] = pair.split('=')
        return [name, value === '-' ? null : value] as const
      }),
    )
  }
  return { dump: new Uint8Array(bytes.subarray(end + END.length)), ivars }
}

/**
 * Samples as the agent takes them: the first k objects of each class and list of instance variables.
 * `classOf`: the address of an object's class, undefined for what the agent leaves out.
 */
export function factsWithSamples(
  { ivars }: Truth,
  k: number,
  classOf: (address: string) => string | undefined,
): CaptureFacts {
  const groups = new Map<string, SampleFacts & { samples: [string, ...(string | null)[]][] }>()
  const instances = new Map<string, number>()
  const seen = new Map<string, number>()
  for (const [address, pairs] of ivars) {
    const own = classOf(address)
    if (own === undefined) continue
    const names = pairs.map(([name]) => name)
    const key = `${own} ${names.join(' ')}`
    instances.set(own, (instances.get(own) ?? 0) + 1)
    seen.set(key, (seen.get(key) ?? 0) + 1)
    let group = groups.get(key)
    if (group === undefined) {
      group = { class: own, ivars: names, instances: 0, seen: 0, samples: [] }
      groups.set(key, group)
    }
    if (group.samples.length < k) group.samples.push([address, ...pairs.map(([, value]) => value)])
  }
  const objects = Array.from(groups, ([key, group]) => ({
    ...group,
    instances: instances.get(group.class) ?? 0,
    seen: seen.get(key) ?? 0,
  }))
  const { facts } = parseCapture('{"kind":"loupe-capture","version":1}')
  if (facts === undefined) throw new Error('no capture file')
  return { ...facts, objects }
}
