// `collection[20]` and `collection[-1]` without a Proxy around the collection: one stands at the end
// of the prototype chain, where only what is found nowhere before arrives. Everything that has a name
// is as fast as on any object; a number costs a call of the trap.
import { LoupeError } from '../base/errors.ts'

const INDEX = /^-?(?:0|[1-9]\d*)$/

export abstract class Indexed<Value> {
  readonly [index: number]: Value
  abstract at(index: number): Value | undefined
}

Object.setPrototypeOf(
  Indexed.prototype,
  new Proxy(
    {},
    {
      get(target, key, receiver: Indexed<unknown>) {
        if (typeof key === 'string' && INDEX.test(key)) return receiver.at(Number(key))
        return Reflect.get(target, key, receiver) as unknown
      },
      set(target, key, value, receiver) {
        if (typeof key === 'string' && INDEX.test(key)) {
          throw new LoupeError(
            'usage',
            `a collection cannot be changed: [${key}] was to be set.`,
            'toArray() makes an array that can.',
          )
        }
        return Reflect.set(target, key, value, receiver)
      },
    },
  ),
)
