// Collects garbage now. After the scan the kernels' memory and the parts' buffers, 20 to 60 MB a
// thread, are garbage that V8 sees no hurry to collect: the small JavaScript heap that refers to them
// is what it goes by. Left alone they would stay until the peak of the dominators, and be part of it
// (266 MB dump: 228 MB at the peak; collected: see bench/results). Cost: 5 ms.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

let collect: (() => void) | undefined

export function collectGarbage(): void {
  if (!collect) {
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as () => void
  }
  collect()
}
