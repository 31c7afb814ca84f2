// Which instance variable each reference of an object is, when some variables hold nothing that the
// dump lists: references are a subsequence of the names, so the j-th of r references is one of the
// names j … j + W - 1, where W - 1 is how many names are missing. How far a reference has moved
// (its shift, 0 … W - 1) never falls from one reference to the next. Given a weight for each
// reference and shift, this finds how likely each shift is over all sequences (a profile hidden Markov
// model: forward and backward sums), and from that the sequence with the most references expected to
// be right (posterior decoding; the single likeliest sequence gets fewer of them right).
// Time and memory O(r W): running sums and maxima take the place of the inner loop.

export interface Alignment {
  /** reference -> shift, in the rising sequence whose shares add up to the most */
  readonly best: Int32Array
  /** reference * shifts + shift -> share of all sequences, by weight, that put it there */
  readonly posterior: Float64Array
}

/**
 * @param weights reference * shifts + shift -> how well that name fits, > 0: the likelihood of what
 *   is referred to under that name, times the odds that the name holds an object at all
 */
export function align(
  weights: Float64Array,
  references: number,
  shifts: number,
): Alignment | undefined {
  const size = references * shifts
  const forward = new Float64Array(size)
  const backward = new Float64Array(size)
  for (let j = 0; j < references; j++) {
    const at = j * shifts
    let sum = 0
    let total = 0
    for (let d = 0; d < shifts; d++) {
      if (j > 0) sum += forward[at - shifts + d]
      forward[at + d] = weights[at + d] * (j === 0 ? 1 : sum)
      total += forward[at + d]
    }
    // Each row is scaled to a sum of 1: products of many small numbers would vanish.
    if (!(total > 0)) return undefined
    for (let d = 0; d < shifts; d++) forward[at + d] /= total
  }
  for (let j = references - 1; j >= 0; j--) {
    const at = j * shifts
    let sum = 0
    let total = 0
    for (let d = shifts - 1; d >= 0; d--) {
      if (j === references - 1) backward[at + d] = 1
      else {
        sum += backward[at + shifts + d] * weights[at + shifts + d]
        backward[at + d] = sum
      }
      total += backward[at + d]
    }
    for (let d = 0; d < shifts; d++) backward[at + d] /= total
  }
  const posterior = new Float64Array(size)
  for (let j = 0; j < references; j++) {
    const at = j * shifts
    let total = 0
    for (let d = 0; d < shifts; d++) total += forward[at + d] * backward[at + d]
    if (!(total > 0)) return undefined
    for (let d = 0; d < shifts; d++) {
      posterior[at + d] = (forward[at + d] * backward[at + d]) / total
    }
  }
  return { best: mostExpected(posterior, references, shifts), posterior }
}

/** reference -> shift, never falling, with the largest sum of shares. */
function mostExpected(posterior: Float64Array, references: number, shifts: number): Int32Array {
  /** The largest sum up to this reference and shift, and the shift before. */
  const sum = new Float64Array(posterior)
  const before = new Int32Array(posterior.length)
  for (let at = shifts; at < posterior.length; at += shifts) {
    let most = 0
    for (let d = 0; d < shifts; d++) {
      if (sum[at - shifts + d] > sum[at - shifts + most]) most = d
      sum[at + d] += sum[at - shifts + most]
      before[at + d] = most
    }
  }
  const best = new Int32Array(references)
  const last = (references - 1) * shifts
  let shift = 0
  for (let d = 1; d < shifts; d++) if (sum[last + d] > sum[last + shift]) shift = d
  for (let j = references - 1; j >= 0; j--) {
    best[j] = shift
    shift = before[j * shifts + shift]
  }
  return best
}
