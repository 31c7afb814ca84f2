// Colour by role: a report says what a text is, the face decides how it looks. Whether to colour
// at all is the face's decision too (a terminal, NO_COLOR, FORCE_COLOR). No meaning is ever
// carried by colour alone.

export type Role = 'heading' | 'number' | 'label' | 'dim' | 'warn' | 'good' | 'address'

export type Paint = Readonly<Record<Role, (text: string) => string>>

function same(text: string): string {
  return text
}

/** No colour. */
export const plainPaint: Paint = {
  heading: same,
  number: same,
  label: same,
  dim: same,
  warn: same,
  good: same,
  address: same,
}

/** The sixteen colours every terminal has, so that the user's own palette holds. */
export const ansiPaint: Paint = {
  heading: (text) => `\u001b[1m${text}\u001b[22m`,
  number: same,
  label: (text) => `\u001b[36m${text}\u001b[39m`,
  dim: (text) => `\u001b[2m${text}\u001b[22m`,
  warn: (text) => `\u001b[33m${text}\u001b[39m`,
  good: (text) => `\u001b[32m${text}\u001b[39m`,
  address: (text) => `\u001b[35m${text}\u001b[39m`,
}
