import { expect, test } from 'vitest'
import { cutGuide, treeRows } from './tree.ts'

interface Node {
  readonly name: string
  readonly children: readonly Node[]
}

const node = (name: string, ...children: readonly Node[]): Node => ({ name, children })

test('guides join siblings and their descendants', () => {
  const tree = node('a', node('b', node('c')), node('d'))
  const rows = treeRows([tree, node('e')], ({ children }) => children)
  expect(rows.map(({ guide, node: { name } }) => guide + name)).toEqual([
    'a',
    '├─ b',
    '│  └─ c',
    '└─ d',
    'e',
  ])
})

test('a chain of a hundred thousand nodes neither recurses nor grows its guides', () => {
  let chain = node('end')
  for (let i = 0; i < 100_000; i++) chain = node('link', chain)
  const rows = treeRows([chain], ({ children }) => children)
  expect(rows).toHaveLength(100_001)
  expect(Math.max(...rows.slice(-10).map(({ guide }) => guide.length))).toBeLessThan(400)
})

test('a guide too wide keeps its far end', () => {
  expect(cutGuide('│  │  └─ ', 20)).toBe('│  │  └─ ')
  expect(cutGuide('   '.repeat(20) + '└─ ', 8)).toBe('⋯    └─ ')
})
