// Pairs of numbers -> 0, 1, 2 … by first appearance: a hash table with open addressing, for passes over
// millions of rows where a Map of Maps costs ten times as much. Cost: a few nanoseconds a question; 24
// bytes a pair.

const LARGEST_LOAD = 0.5

export class PairTable {
  private mask = 1023
  private left = new Float64Array(1024)
  private right = new Float64Array(1024)
  /** slot -> number + 1, 0 where free */
  private numbers = new Uint32Array(1024)
  private count = 0

  get size(): number {
    return this.count
  }

  /** The number of a pair; a new pair gets the next one. */
  at(left: number, right: number): number {
    let slot = (Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b)) >>> 0
    slot = (slot ^ (slot >>> 15)) & this.mask
    for (; this.numbers[slot] !== 0; slot = (slot + 1) & this.mask) {
      if (this.left[slot] === left && this.right[slot] === right) return this.numbers[slot] - 1
    }
    if (this.count >= this.mask * LARGEST_LOAD) {
      this.grow()
      return this.at(left, right)
    }
    this.left[slot] = left
    this.right[slot] = right
    this.numbers[slot] = ++this.count
    return this.count - 1
  }

  private grow(): void {
    const { left, right, numbers } = this
    const size = (this.mask + 1) * 2
    this.mask = size - 1
    this.left = new Float64Array(size)
    this.right = new Float64Array(size)
    this.numbers = new Uint32Array(size)
    // In the order of their numbers, which they keep.
    const slots = new Uint32Array(this.count)
    numbers.forEach((number, slot) => {
      if (number !== 0) slots[number - 1] = slot
    })
    this.count = 0
    for (const slot of slots) this.at(left[slot], right[slot])
  }
}
