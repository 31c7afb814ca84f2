// Something to be known of each code, a small number, found when the code first comes up. Codes up
// to four million lie in an array that grows, any above (odd generations) in a Map.
import { NONE } from '../base/record.ts'

const DENSE = 1 << 22

/** `make` gives numbers from 0 to 2^32 - 2; it is asked once for each code. */
export function onceEach(make: (code: number) => number): (code: number) => number {
  /** code -> what was made + 1, 0 not yet */
  let known = new Uint32Array(1024)
  const others = new Map<number, number>()
  let last: number = NONE
  let lastMade = -1

  function rare(code: number): number {
    let made = others.get(code)
    if (made === undefined) others.set(code, (made = make(code)))
    return made
  }

  return (code) => {
    if (code >= DENSE) {
      if (code === last && lastMade >= 0) return lastMade
      last = code
      return (lastMade = rare(code))
    }
    if (code >= known.length) {
      const more = new Uint32Array(Math.max(code + 1, known.length * 2))
      more.set(known)
      known = more
    }
    if (known[code] === 0) known[code] = make(code) + 1
    return known[code] - 1
  }
}
