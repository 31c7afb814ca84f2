// A loop that two threads may share, each taking the next free stretch of it: one from the front,
// one from the back, until they meet. Who comes late takes less, and who never comes takes none, so
// nobody has to be idle or even there. What the loop computes must not depend on who takes what.
// Cost: two atomic additions a stretch, 128 stretches.

const STRETCHES = 128
/** Longer than any stretch takes: then the other thread is dead. */
const PATIENCE_MS = 60_000

/** [stretches taken, stretches done]; in shared memory where threads share it. */
export type Claims = Int32Array

export function newClaims(shared: boolean): Claims {
  return new Int32Array(shared ? new SharedArrayBuffer(8) : new ArrayBuffer(8))
}

/**
 * Calls `run` for stretches [start, end) of 0..length until all are taken.
 * @param side the two threads must take different ones
 * @param most stretches to take at most
 */
export function takeStretches(
  claims: Claims,
  length: number,
  side: 'front' | 'back',
  run: (start: number, end: number) => void,
  most: number = STRETCHES,
): void {
  for (let own = 0; own < most && Atomics.add(claims, 0, 1) < STRETCHES; own++) {
    const stretch = side === 'front' ? own : STRETCHES - 1 - own
    run(bound(stretch, length), bound(stretch + 1, length))
    Atomics.add(claims, 1, 1)
    Atomics.notify(claims, 1)
  }
}

/** The same for what cannot be divided: whoever comes first does it all. */
export function takeWhole(claims: Claims, run: () => void): void {
  if (Atomics.add(claims, 0, 1) > 0) return
  run()
  Atomics.store(claims, 1, STRETCHES)
  Atomics.notify(claims, 1)
}

function bound(stretch: number, length: number): number {
  return Math.floor((stretch * length) / STRETCHES)
}

/** Waits until the other thread is done with what it took. To call after taking. */
export function joinStretches(claims: Claims): void {
  for (;;) {
    const done = Atomics.load(claims, 1)
    if (done === STRETCHES) return
    if (Atomics.wait(claims, 1, done, PATIENCE_MS) === 'timed-out') {
      throw new Error('The other thread left work undone.')
    }
  }
}
