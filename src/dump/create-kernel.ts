import type { Kernel } from '../kernel/kernel.ts'
import { canRunWasm, createWasmKernel } from '../kernel/wasm-kernel.ts'

export type KernelName = Kernel['name']

/** The fastest kernel the platform can run, or the one asked for. */
export function createKernel(name: KernelName = canRunWasm() ? 'wasm' : 'typescript'): Kernel {
  if (name === 'typescript') throw new Error('internal: the TypeScript kernel is not written yet')
  return createWasmKernel()
}
