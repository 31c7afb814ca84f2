import { expect, test } from 'vitest'
import { html } from './html.ts'

test('text is escaped, pieces are not escaped again', () => {
  const inner = html`<b title="${'"\'>'}">${'<i>&amp;'}</b>`
  expect(html`<p>${[inner, inner]}${7}</p>`.html).toBe(
    `<p>${'<b title="&quot;&#39;&gt;">&lt;i&gt;&amp;amp;</b>'.repeat(2)}7</p>`,
  )
})

test('control and reordering characters become text', () => {
  expect(html`${'\u001b[2J\u202e\0'}`.html).toBe('\\e[2J\\u202E\\x00')
})
