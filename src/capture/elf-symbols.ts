// Where functions and variables lie in a mapped library or program: the dynamic symbols of an ELF file, which are
// there in stripped files too. 64-bit little-endian only, that is x86-64 and arm64. One pass over
// the table for all names.

const SHT_DYNSYM = 11
const PT_LOAD = 1
const STT_OBJECT = 1
const STT_FUNC = 2

export interface ElfSymbol {
  /** As the file has it; add `mapped - bias` of the file for the place in memory. */
  readonly address: number
  /** Where its bytes begin in the file. */
  readonly offset: number
}

export interface ElfSymbols {
  /** What is to be taken from the address at which the file's beginning is mapped. */
  readonly bias: number
  readonly symbols: ReadonlyMap<string, ElfSymbol>
}

/** Those of `names` that are defined there. Undefined for what is no such ELF file. */
export function elfSymbols(file: Buffer, names: ReadonlySet<string>): ElfSymbols | undefined {
  if (file.length < 64 || file.readUInt32BE(0) !== 0x7f454c46) return undefined
  if (file[4] !== 2 || file[5] !== 1) return undefined
  try {
    const loads = loadsOf(file)
    const first = loads[0]
    if (first === undefined) return undefined
    return { bias: first.address - first.offset, symbols: symbolsOf(file, names, loads) }
  } catch (error) {
    if (error instanceof RangeError) return undefined // cut off
    throw error
  }
}

interface Load {
  readonly offset: number
  readonly address: number
  readonly size: number
}

function loadsOf(file: Buffer): Load[] {
  const at = number(file, 32)
  const size = file.readUInt16LE(54)
  const loads: Load[] = []
  for (let i = 0; i < file.readUInt16LE(56); i++) {
    const head = at + i * size
    if (file.readUInt32LE(head) !== PT_LOAD) continue
    loads.push({
      offset: number(file, head + 8),
      address: number(file, head + 16),
      size: number(file, head + 32),
    })
  }
  return loads
}

function symbolsOf(
  file: Buffer,
  names: ReadonlySet<string>,
  loads: readonly Load[],
): Map<string, ElfSymbol> {
  const found = new Map<string, ElfSymbol>()
  const sections = number(file, 40)
  const sectionSize = file.readUInt16LE(58)
  for (let i = 0; i < file.readUInt16LE(60); i++) {
    const head = sections + i * sectionSize
    if (file.readUInt32LE(head + 4) !== SHT_DYNSYM) continue
    const table = number(file, head + 24)
    const end = table + number(file, head + 32)
    const strings = number(file, sections + file.readUInt32LE(head + 40) * sectionSize + 24)
    for (let at = table; at + 24 <= end; at += 24) {
      const type = file.readUInt8(at + 4) & 15
      const address = number(file, at + 8)
      // Not ifuncs: theirs is the address of what chooses the function.
      if (address === 0 || (type !== STT_FUNC && type !== STT_OBJECT)) continue
      const start = strings + file.readUInt32LE(at)
      const name = file.toString('latin1', start, file.indexOf(0, start))
      const load = loads.find(
        (each) => address >= each.address && address < each.address + each.size,
      )
      if (!names.has(name) || load === undefined) continue
      found.set(name, { address, offset: address - load.address + load.offset })
    }
  }
  return found
}

/** Addresses and offsets are below 2^53 in any file there is. */
function number(file: Buffer, at: number): number {
  return Number(file.readBigUInt64LE(at))
}
