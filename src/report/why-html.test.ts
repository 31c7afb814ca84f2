import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import * as made from '../../test/cli/hand-made-why.ts'
import { WHY_STYLE, WHY_STYLE_HASH } from './why-html-style.ts'
import { whyHtml } from './why-html.ts'

/** Keys whose values are words of Loupe's own. */
const CODES: ReadonlySet<string> = new Set(['verdict', 'confidence', 'type'])

test('the policy lets in this style and nothing else', () => {
  const hash = createHash('sha256').update(WHY_STYLE).digest('base64')
  expect(WHY_STYLE_HASH).toBe(`sha256-${hash}`)
  const page = whyHtml(made.why)
  expect(page).toContain(`default-src 'none'; style-src 'sha256-${hash}'`)
  expect(page).toContain(`<style>${WHY_STYLE}</style>`)
  // What that policy would block, or what would load something.
  expect(page).not.toMatch(
    / style=|<script|<link|<img|<iframe|\bon\w+=|\ssrc=|\shref=|url\(|@import/,
  )
})

test('it says what the finding says', () => {
  const page = whyHtml(made.why)
  const { title, because, advice } = made.log
  for (const text of [title, because, advice, made.why.unsuspicious[0] ?? '?']) {
    expect(page.replaceAll('<wbr>', '')).toContain(text)
  }
  expect(page).toContain('#&lt;Class:#&lt;RoutesProxy&gt;&gt;')
  expect(page.match(/<details/g)).toHaveLength(2)
  expect(page.match(/<details[^>]* open/g)).toHaveLength(1)
  expect(page).toContain('width="6.8"')
  expect(whyHtml(made.oneDump)).not.toContain('<svg')
  expect(whyHtml(made.healthy)).toContain('<h1 class="good">')
})

test('no text of a dump becomes markup', () => {
  const hostile = `</style><script>alert(1)</script>" onload='x' \u001b[2J\u202e`
  const poison = <T>(value: T, key = ''): T => {
    if (typeof value === 'string') {
      return (CODES.has(key) ? value : `${hostile}${value}`) as T
    }
    if (Array.isArray(value)) return value.map((each) => poison(each) as unknown) as T
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value).map(([name, each]) => [name, poison(each, name)])
    return Object.fromEntries(entries) as T
  }
  // Where long names may break there is one, whatever they are.
  const tags = (page: string) => page.replaceAll('<wbr>', '').match(/<[^>]*>/g)
  const page = whyHtml(poison(made.why))
  expect(page).not.toContain('<script')
  expect(page).not.toMatch(/(?!\n)[\p{Cc}\u202e]/u)
  // The same tags as without it, one by one; its texts are in none of them.
  expect(tags(page)).toEqual(tags(whyHtml(made.why)))
})
