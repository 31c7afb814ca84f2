// Names close to one that was not found. Names that contain it come first (`Work` finds
// `Admin::WorksController`), then those a few letters away. Cost: edit distance to each name of a
// similar length, cut off early; fast enough for a hundred thousand names.

export function nearestNames(wanted: string, names: readonly string[], limit = 3): string[] {
  const small = wanted.toLowerCase()
  if (small === '') return []
  const most = Math.max(1, Math.floor(small.length * 0.34))
  const scored: { name: string; score: number }[] = []
  for (const name of names) {
    // What has no name is near to no name.
    if (name === '') continue
    const other = name.toLowerCase()
    if (other === small) scored.push({ name, score: 0 })
    else if (lastPart(other) === lastPart(small)) scored.push({ name, score: 0.5 })
    else if (Math.abs(other.length - small.length) <= most) {
      const distance = editDistance(small, other, most)
      if (distance <= most) scored.push({ name, score: distance })
    } else if (small.length >= 3 && other.includes(small)) {
      scored.push({ name, score: most + other.length / 1000 })
    }
  }
  scored.sort((a, b) => a.score - b.score || (a.name < b.name ? -1 : 1))
  return [...new Set(scored.map(({ name }) => name))].slice(0, limit)
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1)
}

/** Levenshtein's, with two letters swapped as one step; anything over `most` comes out as more. */
function editDistance(a: string, b: string, most: number): number {
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
