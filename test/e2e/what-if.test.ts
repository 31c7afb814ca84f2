// Ownership and what-if through the built command, on the dumps of a real leak.
import { expect, test } from 'vitest'
import type { DominatorNode, WhatIf } from '../../src/workbench/results.ts'
import { example, workspace } from './workspace.ts'

const space = workspace()

async function whatIf(...without: string[]): Promise<WhatIf> {
  const args = ['what-if', example('after'), ...without.flatMap((words) => ['--without', words])]
  return (await space.ask(args)) as unknown as WhatIf
}

test('without what call caches refer to, the Works come back', async () => {
  const { freed, classes, total } = await whatIf('callcache -> ment')
  const countOf = (name: string) => classes.find((each) => each.name === name)?.count
  expect(countOf('Work')).toBe(234)
  expect(countOf('(singleton class)')).toBe(234)
  expect(freed.bytes).toBeGreaterThan(total / 2)
})

test('one of two holders is not enough, and the other one is named', async () => {
  const summary = await whatIf('@1774 -> RoutesProxy')
  expect(summary.freed).toEqual({ count: 0, bytes: 0 })
  const other = summary.stays?.by[0]
  expect(other).toMatchObject({ from: 'cref', references: 2 })
  const both = await whatIf('@1774 -> RoutesProxy', 'cref -> @2031')
  expect(both.freed.bytes).toBe(summary.stays?.bytes)
  expect(both.stays).toBeUndefined()
})

test('the tree of owners is the default, the exact one is there too', async () => {
  const ask = async (...options: string[]) => {
    const args = ['dominators', example('after'), '--merge', ...options]
    const { tree, nodes } = await space.ask(args)
    return { tree: tree as string, nodes: nodes as unknown as DominatorNode[] }
  }
  const owned = await ask()
  expect(owned.tree).toBe('attributed')
  expect(await ask('--attributed')).toEqual(owned)
  const exact = await ask('--exact')
  expect(exact.tree).toBe('exact')
  expect(exact.nodes[0]?.retained).toBeLessThan(owned.nodes[0]?.retained ?? 0)
  const { status, stderr } = await space.run(['dominators', 'x', '--attributed', '--exact'])
  expect(status).toBe(2)
  expect(stderr).toContain('--exact')
})

test('without --without it is asked for', async () => {
  const { status, stderr } = await space.run(['what-if', example('after')])
  expect(status).toBe(2)
  expect(stderr).toContain('--without')
})
