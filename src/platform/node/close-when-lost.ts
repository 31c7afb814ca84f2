// Closes the files of heaps that a program has lost without closing them, once the garbage collector
// finds that out. A convenience of programs that run for long; `close()` is the rule.

const lost = new FinalizationRegistry<() => Promise<unknown>>((close) => void close())

/** `close` must not refer to `owner`, or it is never lost. */
export function closeWhenLost(owner: object, close: () => Promise<unknown>): void {
  lost.register(owner, close)
}
