import { expect, test } from 'vitest'
import { joinStretches, newClaims, takeStretches } from './shared-loop.ts'

test('both sides together take everything once, in their own order', () => {
  for (const length of [0, 1, 127, 128, 1000]) {
    for (const most of [0, 1, 50, 128, 1000]) {
      const claims = newClaims(true)
      const front: number[] = []
      const back: number[] = []
      const into = (list: number[]) => (start: number, end: number) => {
        for (let i = start; i < end; i++) list.push(i)
      }
      takeStretches(claims, length, 'front', into(front), most)
      takeStretches(claims, length, 'back', into(back))
      joinStretches(claims)
      const all = [...front, ...back].sort((a, b) => a - b)
      expect(all).toEqual(Array.from({ length }, (_, i) => i))
      expect(front.at(-1) ?? -1).toBeLessThan(Math.min(...back, Infinity))
    }
  }
})
