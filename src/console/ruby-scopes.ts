// Which names are variables, and of which block: an assignment in a block makes a variable of that
// block, unless one of that name is there already, in a block around or outside the text.

export class Scopes {
  private readonly isKnown: (name: string) => boolean
  /** Names of parameters and variables of the blocks around, innermost last. */
  private readonly scopes: Set<string>[] = []
  /** Variables that each block around declares at its start, innermost last. */
  private readonly declared: Set<string>[] = []

  /** `isKnown`: whether a variable of that name is there already, outside the text. */
  constructor(isKnown: (name: string) => boolean) {
    this.isKnown = isKnown
  }

  get inBlock(): boolean {
    return this.declared.length > 0
  }

  /** A name was assigned to. */
  declare(name: string): void {
    const local = this.declared[this.declared.length - 1]
    if (local === undefined || name.startsWith('$') || this.isKnown(name)) return
    if (this.scopes.some((scope) => scope.has(name))) return
    local.add(name)
    this.scopes[this.scopes.length - 1]?.add(name)
  }

  /** With these names as parameters. */
  inScope<Value>(names: readonly string[], parse: () => Value): Value {
    this.scopes.push(new Set(names))
    try {
      return parse()
    } finally {
      this.scopes.pop()
    }
  }

  /** The same of a block, which has variables of its own. */
  inBlockScope<Value>(
    names: readonly string[],
    parse: () => Value,
  ): { value: Value; local: readonly string[] } {
    const local = new Set<string>()
    this.declared.push(local)
    try {
      return { value: this.inScope(names, parse), local: [...local] }
    } finally {
      this.declared.pop()
    }
  }
}
