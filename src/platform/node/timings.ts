/**
 * LOUPE_TIMINGS=1 tells on stderr how long each phase took, as `timing <phase> <milliseconds>`.
 * Returns what ends the phase.
 */
export function timed(phase: string): () => void {
  if (!process.env['LOUPE_TIMINGS']) return () => {}
  const start = performance.now()
  return () => {
    process.stderr.write(`timing ${phase} ${(performance.now() - start).toFixed(1)}\n`)
  }
}
