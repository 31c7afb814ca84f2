import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/fixtures/**'],
    reporters: ['default', './scripts/closing-line-reporter.mjs'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    // Vitest leaves one core free. Of two that is half, and many tests wait for processes of theirs.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
})
