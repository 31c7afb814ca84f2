// Classes of objects that only stand between something and what it holds: maps and lists of their own
// class, wrappers, references, locks. A program knows what has them, not them.

const PLUMBING =
  /^(?:Concurrent::(?:Map|Array|Hash|Set|Tuple|AtomicReference|AtomicMarkableReference|MVar|TVar|Atom|Agent|Delay|LockFreeStack(?:::Node)?|LockFreeQueue|ThreadLocalVar|FiberLocalVar|LockLocalVar|Collection::\w+|MutexAtomicReference|Synchronization::\w+)|ThreadSafe::(?:Cache|Hash|Array|NonConcurrentCacheBackend|MriCacheBackend)|OpenStruct|Delegator|SimpleDelegator|WeakRef|Monitor|Thread::(?:Queue|SizedQueue|Mutex)|ActiveSupport::(?:OrderedHash|OrderedOptions|InheritableOptions|HashWithIndifferentAccess|Concurrency::\w+)|Hashie::\w+)$/

/** @param name of a class */
export function isPlumbing(name: string): boolean {
  return PLUMBING.test(name)
}
