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
