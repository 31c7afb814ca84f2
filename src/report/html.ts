// HTML that cannot forget to escape: a template whose values are text, made safe and escaped, unless
// they are pieces of HTML that such a template made.

import { safeText } from './safe-text.ts'

export interface Html {
  readonly html: string
}

type Value = string | number | Html | readonly Html[]

export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  let text = strings[0] ?? ''
  values.forEach((value, at) => {
    text += written(value) + (strings[at + 1] ?? '')
  })
  return { html: text }
}

function written(value: Value): string {
  if (typeof value === 'string') return escapeHtml(value)
  if (typeof value === 'number') return String(value)
  return 'html' in value ? value.html : value.map((each) => each.html).join('')
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Safe between tags and in quoted attributes; control and reordering characters come out as escapes. */
export function escapeHtml(text: string): string {
  return safeText(text).replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '')
}

/** Text with long names in it: a line may break after `::` and `/`, which browsers would rather not. */
export function breakable(text: string): Html {
  return { html: escapeHtml(text).replace(/(?<=::|\w\/)(?=\w)/g, '<wbr>') }
}
