/** Counts what two tools say alike and what they do not, by the reason for it. */
export class Differences {
  readonly #counts = new Map<string, number>()

  /** `reason` is a phrase that the documentation explains. */
  add(reason: string, count = 1): void {
    if (count > 0) this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + count)
  }

  of(reason: string): number {
    return this.#counts.get(reason) ?? 0
  }

  /** In the order in which they first came. */
  lines(): string[] {
    return Array.from(this.#counts, ([reason, count]) => `${count.toLocaleString('en')} ${reason}`)
  }
}
