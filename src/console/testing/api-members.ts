// What library/api.ts promises, read from its text: interface -> members, with whether they are
// methods and whether those can be called without arguments.

import { readFileSync } from 'node:fs'

export interface ApiMember {
  readonly name: string
  readonly isMethod: boolean
  readonly needsArguments: boolean
}

const FILE = new URL('../../library/api.ts', import.meta.url)

/** Members of an interface of the API, in order, overloads as one. */
export function apiMembers(owner: string): ApiMember[] {
  const text = readFileSync(FILE, 'utf8').replace(/\/\*\*[^]*?\*\/|\/\/[^\n]*/g, '')
  const opening = new RegExp(`export interface ${owner}\\b[^{]*\\{`).exec(text)
  if (opening === null) throw new Error(`no interface ${owner} in api.ts`)
  const members = new Map<string, ApiMember>()
  let depth = 0
  for (const line of text.slice(opening.index + opening[0].length).split('\n')) {
    const [, name, mark] = /^ {2}(?:readonly )?(\w+)\??([(<:])/.exec(line) ?? []
    if (depth === 0 && line.startsWith('}')) break
    if (depth === 0 && name !== undefined && mark !== undefined) {
      const given = /\(([^)]*)/.exec(line)?.[1] ?? ''
      const needsArguments = /^\s*\w+\s*:/.test(given) || /\(\s*$/.test(line)
      const known = members.get(name)
      members.set(name, {
        name,
        isMethod: mark !== ':',
        needsArguments: needsArguments && (known?.needsArguments ?? true),
      })
    }
    for (const each of line)
      depth += each === '{' || each === '(' ? 1 : each === '}' || each === ')' ? -1 : 0
  }
  return [...members.values()]
}
