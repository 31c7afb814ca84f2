import { expect, test } from 'vitest'
import { breakable, html } from './html.ts'

test('text is escaped, pieces are not escaped again', () => {
  const inner = html`<b title="${'"\'>'}">${'<i>&amp;'}</b>`
  expect(html`<p>${[inner, inner]}${7}</p>`.html).toBe(
    `<p>${'<b title="&quot;&#39;&gt;">&lt;i&gt;&amp;amp;</b>'.repeat(2)}7</p>`,
  )
})

test('control and reordering characters become text', () => {
  expect(html`${'\u001b[2J\u202e\0'}`.html).toBe('\\e[2J\\u202E\\x00')
})

test('long names break between their parts, and are escaped all the same', () => {
  expect(breakable('#<A::B> of /app/<b>.rb, 1 / 2, a::').html).toBe(
    '#&lt;A::<wbr>B&gt; of /app/&lt;b&gt;.rb, 1 / 2, a::',
  )
  expect(breakable('lib/a/b.rb <script>').html).toBe('lib/<wbr>a/<wbr>b.rb &lt;script&gt;')
})
