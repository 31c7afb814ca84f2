// Dumps named in another order than they were made in, in the order to name them in. Only neighbours
// are compared, so of three dumps a single swap may not be all: named so, the next is seen.

type Order = 'right' | 'wrong' | 'unknown'

/** `orders`: of each dump and the next one. Undefined where none is wrong. */
export function inRightOrder(
  names: readonly string[],
  orders: readonly Order[],
): string[] | undefined {
  if (orders.length > 0 && orders.every((order) => order === 'wrong')) return names.toReversed()
  const pair = orders.indexOf('wrong')
  if (pair < 0) return undefined
  return [...names.slice(0, pair), names[pair + 1], names[pair], ...names.slice(pair + 2)]
}
