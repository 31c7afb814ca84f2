// A heap of a few slots that lives through allocations and collections, dumped whenever one likes: who
// is who is known by number. For tests of what dumps allow to find out.
import { MadeHeap } from '../../../heap/testing/made-heap.ts'
import type { Study } from '../../study.ts'
import { studyOf } from '../../testing/study-of.ts'

export interface Living {
  readonly number: number
  readonly type: string
  readonly fields: Readonly<Record<string, unknown>>
}

const SLOTS = 40

export class Slots {
  private readonly slots: (Living | undefined)[] = Array.from({ length: SLOTS })
  private next = 1
  private generation = 1

  /** Frees the slots for which a coin says so; what is freed can only be used again afterwards. */
  collect(isFreed: (slot: number) => boolean): void {
    this.generation++
    for (let slot = 0; slot < SLOTS; slot++) if (isFreed(slot)) this.slots[slot] = undefined
  }

  /** Fills free slots, `count` of them from `from` on. */
  allocate(
    from: number,
    count: number,
    make: (number: number) => { type: string; fields: Record<string, unknown> },
  ): void {
    for (let step = 0, left = count; step < SLOTS && left > 0; step++) {
      const slot = (from + step) % SLOTS
      if (this.slots[slot] !== undefined) continue
      const number = this.next++
      const { type, fields } = make(number)
      this.slots[slot] = {
        number,
        type,
        fields: { ...fields, file: 'app.rb', line: 1, generation: this.generation },
      }
      left--
    }
  }

  /** Who is in each slot: numbers, 0 for nobody. */
  who(): number[] {
    return this.slots.map((living) => living?.number ?? 0)
  }

  /** @returns the dump as read, and slot -> row | -1 */
  dump(traced: boolean): { study: Study; rowOf: number[] } {
    const made = new MadeHeap()
    made.root('vm', 'Object')
    for (const name of CLASSES) made.klass(name)
    this.slots.forEach((living, slot) => {
      if (living === undefined) return
      const { file: _file, line: _line, generation: _generation, ...bare } = living.fields
      made.add(slotName(slot), living.type, traced ? living.fields : bare)
    })
    const rowOf = this.slots.map((living, slot) =>
      living === undefined ? -1 : made.row(slotName(slot)),
    )
    return { study: studyOf(made.read()), rowOf }
  }
}

/** Enough classes for a comparison to tell one process from another. */
export const CLASSES: readonly string[] =
  `Class Object String Array Hash Work Job ${Array.from({ length: 20 }, (_, i) => `Other${i}`).join(' ')}`.split(
    ' ',
  )

/** Addresses by slot, the same in every dump. */
function slotName(slot: number): string {
  return `0x${(0x7f10_0000_0000 + slot * 40).toString(16)}`
}
