// Splits a command that was given in one word, as a shell would: blanks part words, quotes and
// backslashes keep them together. Nothing is expanded.

import { LoupeError } from '../base/errors.ts'

/** `docker exec 'my app'` as ['docker', 'exec', 'my app']. Throws LoupeError `usage`. */
export function shellWords(text: string): string[] {
  const words: string[] = []
  let word: string | undefined
  let quote = ''
  for (let i = 0; i < text.length; i++) {
    const sign = text.charAt(i)
    if (quote !== '') {
      if (sign === quote) quote = ''
      else if (quote === '"' && sign === '\\' && /["\\$`]/.test(text.charAt(i + 1))) {
        word += text.charAt(++i)
      } else word += sign
    } else if (/\s/.test(sign)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else {
      word ??= ''
      if (sign === '"' || sign === "'") quote = sign
      else if (sign === '\\') word += text.charAt(++i)
      else word += sign
    }
  }
  if (quote !== '') {
    throw new LoupeError('usage', `A quote (${quote}) has no end in: ${text}`, 'Close it.')
  }
  if (word !== undefined) words.push(word)
  return words
}
