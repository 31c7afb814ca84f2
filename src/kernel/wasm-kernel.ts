// Loads the WebAssembly kernel. Its bytes are part of the program text, so no file is opened and
// the same code runs in a browser.
import type { Kernel } from './kernel.ts'
import { MEMORY_BYTES } from './layout.ts'
import { WASM_BASE64 } from './wasm-bytes.ts'

interface Exports {
  readonly memory: WebAssembly.Memory
  reset(): void
  scan(from: number, limit: number, to: number, blockStart: number): number
  code(high: number, low: number): number
  word(at: number, bytes: number): number
  site(at: number, bytes: number): number
  addString(at: number, bytes: number): number
  hash(at: number, bytes: number): void
}

/** True where this platform can run the kernel (WebAssembly with SIMD). */
export function canRunWasm(): boolean {
  try {
    return WebAssembly.validate(wasmBytes())
  } catch {
    return false
  }
}

export function createWasmKernel(): Kernel {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(wasmBytes()), {})
  const wasm = instance.exports as unknown as Exports
  const missing = MEMORY_BYTES - wasm.memory.buffer.byteLength
  wasm.memory.grow(Math.ceil(missing / 65536))
  return {
    name: 'wasm',
    memory: wasm.memory.buffer,
    reset: wasm.reset,
    scan: wasm.scan,
    // WebAssembly hands out signed numbers.
    code: (high, low) => wasm.code(high, low) >>> 0,
    word: wasm.word,
    site: wasm.site,
    addString: wasm.addString,
    hash: wasm.hash,
  }
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

function wasmBytes(): Uint8Array {
  const text = WASM_BASE64.replace(/=+$/, '')
  const bytes = new Uint8Array((text.length * 3) >> 2)
  let bits = 0
  let held = 0
  let at = 0
  for (const character of text) {
    held = (held << 6) | ALPHABET.indexOf(character)
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes[at++] = (held >> bits) & 0xff
    }
  }
  return bytes
}
