// A regular expression of Ruby's as JavaScript has it; what JavaScript has no word for is refused.

import { NotRuby } from './ruby-tokens.ts'

/** `^` and `$` are a line's ends in Ruby; Ruby's `m` is JavaScript's `s`. */
export function toRegExp(source: string, flags: string): string {
  if (/[^im]/.test(flags)) throw new NotRuby(`the flags of /…/${flags}`)
  if (/\\[GKRXp]|\(\?[imx>-]|[*+?}]\+|\[\[:|\(\?~|&&/.test(source)) {
    throw new NotRuby(`the regular expression /${source}/`)
  }
  if (source.includes('#{')) throw new NotRuby('#{} in a regular expression')
  const lines = /(?:^|[^\\[])[\^$]/.test(source) || source.startsWith('^')
  const translated = source
    .replace(/\\A/g, '(?<![\\s\\S])')
    .replace(/\\z/g, '(?![\\s\\S])')
    .replace(/\\Z/g, '(?=\\n?(?![\\s\\S]))')
    .replace(/\\h/g, '[0-9a-fA-F]')
  const translatedFlags = `${flags.includes('i') ? 'i' : ''}${lines ? 'm' : ''}${
    flags.includes('m') ? 's' : ''
  }`
  try {
    void new RegExp(translated, translatedFlags)
  } catch {
    throw new NotRuby(`the regular expression /${source}/`)
  }
  return `/${translated}/${translatedFlags}`
}
