// What the engine may use of the platform's globals: present in Node and in browsers alike, but
// outside the ECMAScript library. Anything else (node:, DOM) does not compile here, on purpose.
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean })
  decode(input?: ArrayBufferView | ArrayBufferLike): string
}
declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>
}
declare const performance: { now(): number }
declare namespace WebAssembly {
  class Module {
    constructor(bytes: ArrayBufferView | ArrayBufferLike)
  }
  class Instance {
    constructor(module: Module, imports?: Record<string, Record<string, unknown>>)
    readonly exports: Record<string, unknown>
  }
  class Memory {
    constructor(descriptor: { initial: number; maximum?: number })
    readonly buffer: ArrayBuffer
    grow(pages: number): number
  }
  function validate(bytes: ArrayBufferView | ArrayBufferLike): boolean
}
