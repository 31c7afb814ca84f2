// What a capture file (NAME.capture.json beside a dump, docs/capture-protocol.md) says that the dump
// does not: names of constants, variables and members, samples of what instance variables hold, the
// process and its memory. Such files are written by another program, may be cut off, of a later
// version, or made up: every part is checked and left out where it is not what it should be. Only a
// text that is no capture file at all is refused.
// Cost: one JSON.parse; addresses stay text as the dump writes it.
import type { ByteSource } from '../dump/byte-source.ts'

/** '@name' -> address '0x…', in the order of the file. */
export type AddressByName = ReadonlyMap<string, string>

export interface ModuleFacts {
  readonly address: string
  readonly name: string | undefined
  readonly constants: AddressByName
  readonly ivars: AddressByName
  readonly classVariables: AddressByName
  /** Of a Struct or Data class, in order; else empty. */
  readonly members: readonly string[]
}

/** Objects of one class that have the same instance variables in the same order. */
export interface SampleFacts {
  /** Address of the class. */
  readonly class: string
  readonly ivars: readonly string[]
  /** How many objects of the class there were, and how many of those looked at had these ivars. */
  readonly instances: number
  readonly seen: number
  /** Each an object's address, then for each ivar the address of its value, null for nil, numbers … */
  readonly samples: readonly (readonly [string, ...(string | null)[]])[]
}

export interface ThreadFacts {
  readonly address: string
  readonly name: string | undefined
  readonly status: string | undefined
  readonly main: boolean
  /** A thread of the capture agent's own. */
  readonly agent: boolean
}

export interface GemFacts {
  readonly name: string
  readonly version: string
  readonly path: string | undefined
}

export interface DumpFacts {
  /** Bytes of the file, and before compression. */
  readonly bytes: number | undefined
  readonly rawBytes: number | undefined
  readonly sha256: string | undefined
}

export interface CaptureFacts {
  readonly version: number
  readonly time: string | undefined
  readonly pid: number | undefined
  readonly rubyVersion: string | undefined
  /** Bytes of the process; empty where the system did not tell. */
  readonly memory: Readonly<Record<string, number>>
  readonly gc: Readonly<Record<string, number>>
  readonly tracing: boolean | undefined
  /** 'fork' or 'in-place' */
  readonly way: string | undefined
  readonly threads: readonly ThreadFacts[]
  readonly gems: readonly GemFacts[]
  readonly dump: DumpFacts
  readonly globals: AddressByName
  readonly modules: readonly ModuleFacts[]
  readonly objects: readonly SampleFacts[]
  /** Parts that were there and not as they should be, in words. */
  readonly damaged: readonly string[]
}

/** Why a text is no capture file, as a sentence goes on; or what it says. */
export type ParsedCapture =
  | { readonly facts: CaptureFacts; readonly problem?: undefined }
  | { readonly facts?: undefined; readonly problem: string }

const VERSION = 1

export function parseCapture(text: string): ParsedCapture {
  let file: unknown
  try {
    file = JSON.parse(text)
  } catch {
    return { problem: 'is no JSON, or was cut off' }
  }
  if (!isRecord(file) || file['kind'] !== 'loupe-capture') return { problem: 'is no capture file' }
  const version = number(file['version'])
  if (version === undefined || version < 1) return { problem: 'does not say its version' }
  if (version >= VERSION + 1) {
    return { problem: `is of version ${version}, which this Loupe does not know` }
  }
  const damaged: string[] = []
  const heap = record(file['heap'])
  const dump = record(file['dump'])
  const list = <T>(value: unknown, name: string, read: (item: Item) => T | undefined): T[] => {
    if (value === undefined || value === null) return []
    if (!Array.isArray(value)) {
      damaged.push(name)
      return []
    }
    const read1 = (item: unknown): T | undefined => (isRecord(item) ? read(item) : undefined)
    const good = value.map(read1).filter((item): item is T & {} => item !== undefined)
    if (good.length < value.length) damaged.push(`${value.length - good.length} of ${name}`)
    return good
  }
  return {
    facts: {
      version,
      time: string(file['time']),
      pid: number(record(file['process'])['pid']),
      rubyVersion: string(record(file['ruby'])['version']),
      memory: numbers(file['memory']),
      gc: numbers(file['gc']),
      tracing: typeof file['tracing'] === 'boolean' ? file['tracing'] : undefined,
      way: string(file['way']),
      threads: list(file['threads'], 'threads', threadOf),
      gems: list(file['gems'], 'gems', gemOf),
      dump: {
        bytes: number(dump['bytes']),
        rawBytes: number(dump['raw_bytes']),
        sha256: string(dump['sha256']),
      },
      globals: addresses(heap['globals']),
      modules: list(heap['modules'], 'modules', moduleOf),
      objects: list(heap['objects'], 'objects', samplesOf),
      damaged,
    },
  }
}

/**
 * Why these facts are of another dump, as a sentence goes on; undefined where nothing speaks against
 * them. `rawBytes`: length of the uncompressed dump. Another dump of the same length is told by names:
 * see naming/captured-names.ts.
 */
export function factsMismatch(
  facts: CaptureFacts,
  source: Pick<ByteSource, 'size'>,
): string | undefined {
  const { rawBytes } = facts.dump
  if (rawBytes === undefined || rawBytes === source.size) return undefined
  return `is of a dump of ${rawBytes} bytes, and this one has ${source.size}`
}

type Item = Readonly<Record<string, unknown>>

function isRecord(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function record(value: unknown): Item {
  return isRecord(value) ? value : {}
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

function string(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function strings(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined
  return value.every((item) => typeof item === 'string') ? value : undefined
}

function address(value: unknown): string | undefined {
  return typeof value === 'string' && /^0x[0-9a-f]{1,16}$/.test(value) ? value : undefined
}

function numbers(value: unknown): Record<string, number> {
  const found = Object.entries(record(value)).filter(([, own]) => number(own) !== undefined)
  return Object.fromEntries(found) as Record<string, number>
}

function addresses(value: unknown): AddressByName {
  const found = new Map<string, string>()
  for (const [name, own] of Object.entries(record(value))) {
    const known = address(own)
    if (known !== undefined) found.set(name, known)
  }
  return found
}

function threadOf(item: Item): ThreadFacts | undefined {
  const at = address(item['address'])
  if (at === undefined) return undefined
  return {
    address: at,
    name: string(item['name']),
    status: string(item['status']),
    main: item['main'] === true,
    agent: item['agent'] === true,
  }
}

function gemOf(item: Item): GemFacts | undefined {
  const name = string(item['name'])
  const version = string(item['version'])
  if (name === undefined || version === undefined) return undefined
  return { name, version, path: string(item['path']) }
}

function moduleOf(item: Item): ModuleFacts | undefined {
  const at = address(item['address'])
  if (at === undefined) return undefined
  return {
    address: at,
    name: string(item['name']),
    constants: addresses(item['constants']),
    ivars: addresses(item['ivars']),
    classVariables: addresses(item['class_variables']),
    members: strings(item['members']) ?? [],
  }
}

function samplesOf(item: Item): SampleFacts | undefined {
  const at = address(item['class'])
  const ivars = strings(item['ivars'])
  if (at === undefined || ivars === undefined || !Array.isArray(item['samples'])) return undefined
  const samples = item['samples'].filter((sample): sample is [string, ...(string | null)[]] => {
    if (!Array.isArray(sample) || sample.length !== ivars.length + 1) return false
    const [object, ...values] = sample as unknown[]
    return (
      address(object) !== undefined &&
      values.every((value) => value === null || address(value) !== undefined)
    )
  })
  const seen = number(item['seen']) ?? samples.length
  return { class: at, ivars, instances: number(item['instances']) ?? seen, seen, samples }
}
