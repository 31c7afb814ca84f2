import { expect, test } from 'vitest'
import * as made from '../../test/cli/hand-made-why.ts'
import type { Why, WhyStack } from '../workbench/results.ts'
import { plainPaint } from './paint.ts'
import { whyHtml } from './why-html.ts'
import { whyMarkdown } from './why-markdown.ts'
import { whyReport } from './why.ts'

const stack = (depth: number): WhyStack => ({
  site: '/app/app/models/work.rb:19',
  count: 234,
  bytes: 5_000_000,
  share: 0.84,
  frames: [
    { name: 'String#*' },
    ...Array.from({ length: depth - 1 }, (_, at) => ({
      name: `frame<${at}>\u001b[31m`,
      file: `/usr/lib/gems/rack-3.0.8/lib/rack.rb`,
      line: at + 1,
    })),
  ],
})
const withStack = (depth: number): Why => ({
  ...made.why,
  findings: [{ ...made.callCache, stacks: [stack(depth)] }],
})
const screenOf = (why: Why) =>
  whyReport(why, { width: 100, color: plainPaint, dump: 'later.json.gz' })

test('each face shows the stack, innermost frame first, and whose bytes these are', () => {
  const faces = [screenOf(withStack(5)), whyMarkdown(withStack(5)), whyHtml(withStack(5))]
  for (const face of faces) {
    expect(face).toMatch(/4\.8 MB in 234\s+objects, 84\.0 % of what the profile has of\s/)
    expect(face).toContain('bytes are of the profile')
    expect(face).toContain('  rack-3.0.8/lib/rack.rb:1')
    expect(face.indexOf('String#*')).toBeLessThan(face.indexOf('rack.rb:1'))
    expect(face.indexOf('rack.rb:1')).toBeLessThan(face.indexOf('rack.rb:4'))
    // oxlint-disable-next-line no-control-regex
    expect(face).not.toMatch(/\u001b/)
  }
  expect(faces[2]).toContain('frame&lt;0&gt;')
  for (const face of [screenOf(made.why), whyMarkdown(made.why), whyHtml(made.why)]) {
    expect(face).not.toContain('Call stacks')
  }
})

test('of a deep stack the screen and Markdown show the inner part, the page all', () => {
  for (const face of [screenOf(withStack(80)), whyMarkdown(withStack(80))]) {
    expect(face).toContain('rack.rb:23\n')
    expect(face).not.toContain('rack.rb:24\n')
    expect(face).toContain('… 56 more')
  }
  expect(whyHtml(withStack(80))).toContain('rack.rb:79\n')
})
