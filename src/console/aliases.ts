// Other names for what is there already: every member of a class under its snake_case name, and
// whatever else people who know Ruby, or sheap, type. Put on the prototypes themselves, not
// enumerable, so that an alias is as fast as what it stands for.

/** `plainObjects` -> `plain_objects`, `toJSON` -> `to_json`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]+/g, (letters) => `_${letters.toLowerCase()}`)
}

/** Gives each public member of a prototype its snake_case name. */
export function addSnakeCase(prototype: object): void {
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    const snake = snakeCase(name)
    if (snake === name || snake in prototype) continue
    define(prototype, snake, descriptor)
  }
}

/** `names`: alias -> name of a member, or a function that becomes a method, or a getter's. */
export function addAliases(prototype: object, names: Readonly<Record<string, string>>): void {
  for (const [alias, name] of Object.entries(names)) {
    const descriptor = descriptorOf(prototype, name)
    if (descriptor === undefined) throw new Error(`there is no member ${name} to alias`)
    define(prototype, alias, descriptor)
  }
}

// The values of `this` differ from prototype to prototype, and so do arguments.
// oxlint-disable-next-line typescript/no-explicit-any
type Method<This> = (this: This, ...given: any[]) => unknown

/** Methods that a prototype has not got. What is there stays. */
export function addMethods<This extends object>(
  prototype: This,
  methods: Readonly<Record<string, Method<This>>>,
): void {
  for (const [name, value] of Object.entries(methods)) {
    if (Object.hasOwn(prototype, name)) continue
    Object.defineProperty(prototype, name, { value, writable: true, configurable: true })
  }
}

export function addGetters<This extends object>(
  prototype: This,
  getters: Readonly<Record<string, (this: This) => unknown>>,
): void {
  for (const [name, get] of Object.entries(getters)) {
    if (Object.hasOwn(prototype, name)) continue
    // A value assigned by somebody is kept, as it would be without the getter.
    Object.defineProperty(prototype, name, {
      configurable: true,
      get,
      set(this: object, value: unknown) {
        Object.defineProperty(this, name, {
          value,
          writable: true,
          configurable: true,
          enumerable: true,
        })
      },
    })
  }
}

function define(prototype: object, name: string, descriptor: PropertyDescriptor): void {
  Object.defineProperty(prototype, name, {
    ...descriptor,
    configurable: true,
    enumerable: false,
  })
}

function descriptorOf(prototype: object, name: string): PropertyDescriptor | undefined {
  for (let at: unknown = prototype; typeof at === 'object' && at !== null;) {
    const own = Object.getOwnPropertyDescriptor(at, name)
    if (own !== undefined) return own
    at = Object.getPrototypeOf(at)
  }
  return undefined
}
