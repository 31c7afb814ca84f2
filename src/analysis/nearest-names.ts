// Names close to one that was not found. Names that contain it come first (`Work` finds
// `Admin::WorksController`), then those a few letters away. Cost: edit distance to each name of a
// similar length, cut off early; fast enough for a hundred thousand names.
import { editDistance } from '../base/edit-distance.ts'

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
