/** Levenshtein's, with two letters swapped as one step; anything over `most` comes out as more. */
export function editDistance(a: string, b: string, most: number): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)
      let best = Math.min(replaced, row[j] + 1, next[j - 1] + 1)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) best = Math.min(best, before[j - 2] + 1)
      next.push(best)
      if (best < least) least = best
    }
    // A swap looks back two rows.
    if (least > most + 1) return most + 1
    before = row
    row = next
  }
  return row[b.length]
}
