// The flags of an object as a person says them. What holds for every healthy object (it was marked
// by the last collection) goes unsaid.
import * as R from '../base/record.ts'

const WORDS: readonly (readonly [flag: number, words: string])[] = [
  [R.FLAG_FROZEN, 'frozen'],
  [R.FLAG_CHILLED, 'chilled (a string literal that will be frozen one day)'],
  [R.FLAG_FSTRING, 'deduplicated (one for all equal string literals)'],
  [R.FLAG_SHARED, 'shares the content of another one'],
  [R.FLAG_EMBEDDED, 'embedded (content lies in its slot)'],
  [R.FLAG_BROKEN, 'broken (bytes invalid in its encoding)'],
  [R.FLAG_SINGLETON, 'singleton class'],
  [R.FLAG_TOO_COMPLEX, 'too many shapes (instance variables in a hash)'],
  [R.FLAG_OLD, 'old (survived 3 collections)'],
  [R.FLAG_INFANT, 'infant'],
  [R.FLAG_YOUNG, 'young'],
  [R.FLAG_LONG_LIVED, 'long-lived'],
  [R.FLAG_WB_PROTECTED, 'write-barrier protected'],
  [R.FLAG_UNCOLLECTIBLE, 'kept by minor collections'],
  [R.FLAG_REMEMBERED, 'remembered (old and refers to young objects)'],
  [R.FLAG_PINNED, 'pinned (may not move)'],
  [R.FLAG_MARKING, 'being marked'],
  [R.FLAG_SHAREABLE, 'shareable between ractors'],
  [R.FLAG_REPAIRED, 'its line in the dump was damaged; this is what could be read of it'],
]

export function flagsInWords(flags: number): string[] {
  const words = WORDS.filter(([flag]) => (flags & flag) !== 0).map(([, text]) => text)
  if ((flags & R.FLAG_AGED) !== 0 && (flags & R.FLAG_OLD) === 0) {
    const age = flags & R.FLAG_AGE_MASK
    words.push(
      age === 0
        ? 'new (survived no collection)'
        : `survived ${age} collection${age === 1 ? '' : 's'}`,
    )
  }
  if ((flags & R.FLAG_MARKED) === 0) {
    words.push('not marked: allocated after the last collection, or garbage')
  }
  return words
}
