// Strings and numbers with the methods that Ruby's have, beside those of JavaScript: like the lists of
// ruby-lists.ts only in the console's own process, with nothing replaced and nothing enumerable.

import { addAliases, addGetters, addMethods } from './aliases.ts'
import { ruby } from './ruby-runtime.ts'

/** Puts all of it on the prototypes of this process. */
export function speakRubyInScalars(): void {
  addAliases(String.prototype, {
    include: 'includes',
    upcase: 'toUpperCase',
    downcase: 'toLowerCase',
    strip: 'trim',
    to_s: 'toString',
    to_sym: 'toString',
    gsub: 'replaceAll',
    sub: 'replace',
    start_with: 'startsWith',
    end_with: 'endsWith',
  })
  addMethods(String.prototype as object, {
    lines() {
      return plain(this).split(/(?<=\n)/)
    },
    chars() {
      return Array.from(plain(this))
    },
    to_i(base = 10) {
      return ruby.integer(plain(this), base as number)
    },
    to_f() {
      return ruby.float(plain(this))
    },
    hex() {
      return ruby.integer(plain(this), 16)
    },
    rjust(width: number, filler = ' ') {
      return plain(this).padStart(width, filler as string)
    },
    ljust(width: number, filler = ' ') {
      return plain(this).padEnd(width, filler as string)
    },
    capitalize() {
      const text = plain(this)
      return text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase()
    },
    reverse() {
      return Array.from(plain(this)).reverse().join('')
    },
  })
  addGetters(String.prototype as object, {
    size() {
      return plain(this).length
    },
  })
  addAliases(Number.prototype, { to_s: 'toString' })
  addMethods(Number.prototype as object, {
    times(block: (index: number) => unknown) {
      for (let index = 0; index < Number(this); index++) block(index)
      return Number(this)
    },
    to_i() {
      return Math.trunc(Number(this))
    },
    to_f() {
      return Number(this)
    },
    round(digits = 0) {
      return Math.round(Number(this) * 10 ** digits) / 10 ** digits
    },
    floor() {
      return Math.floor(Number(this))
    },
    ceil() {
      return Math.ceil(Number(this))
    },
    even() {
      return Number(this) % 2 === 0
    },
    odd() {
      return Math.abs(Number(this) % 2) === 1
    },
    zero() {
      return Number(this) === 0
    },
    positive() {
      return Number(this) > 0
    },
    negative() {
      return Number(this) < 0
    },
    between(least: number, most: number) {
      return Number(this) >= least && Number(this) <= most
    },
    upto(last: number, block: (index: number) => unknown) {
      for (let index = Number(this); index <= last; index++) block(index)
      return Number(this)
    },
    fdiv(by: number) {
      return Number(this) / by
    },
    abs() {
      return Math.abs(Number(this))
    },
  })
}

/** Of a String object, or a string: the text. */
function plain(text: object): string {
  return `${text as unknown as string}`
}
