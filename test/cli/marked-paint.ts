import type { Paint } from '../../src/report/paint.ts'

/** Colour that can be read in an expectation: `heading{Next}`. */
export const markedPaint: Paint = {
  heading: (text) => `heading{${text}}`,
  number: (text) => text,
  label: (text) => `label{${text}}`,
  dim: (text) => `dim{${text}}`,
  warn: (text) => `warn{${text}}`,
  good: (text) => `good{${text}}`,
  address: (text) => `address{${text}}`,
}
