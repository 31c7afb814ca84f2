/** For what cannot be undefined unless Loupe itself is wrong. */
export function ensure<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new Error(`internal: ${what} is missing`)
  return value
}

/** In the default branch of a switch: does not compile when a case was forgotten. */
export function assertNever(value: never): never {
  throw new Error(`internal: unexpected value ${JSON.stringify(value)}`)
}
