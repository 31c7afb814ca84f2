// Bytes of a line to text, and text to something that is safe to print.

const UTF8 = new TextDecoder()

/** Decodes UTF-8 with replacement; never throws, strips no byte-order mark inside. */
export function utf8(bytes: Uint8Array): string {
  return UTF8.decode(bytes)
}

/** One character a byte: cutting and searching cannot go wrong on invalid UTF-8. */
export function latin1(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  }
  return text
}

/** Back to bytes, and those as UTF-8. */
export function latin1ToUtf8(text: string): string {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return UTF8.decode(bytes)
}

/** The start of a damaged line: at most 80 characters, everything unprintable escaped. */
export function excerptOf(bytes: Uint8Array): string {
  const cut = bytes.subarray(0, 80)
  let text = ''
  for (const byte of cut) {
    if (byte >= 0x20 && byte < 0x7f) text += String.fromCharCode(byte)
    else text += `\\x${byte.toString(16).padStart(2, '0')}`
  }
  return text.length > 80 ? text.slice(0, 79) + '…' : bytes.length > 80 ? text + '…' : text
}
