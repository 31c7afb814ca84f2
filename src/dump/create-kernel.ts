import type { Kernel } from '../kernel/kernel.ts'
import { createTypeScriptKernel } from '../kernel/typescript-kernel.ts'
import { canRunWasm, createWasmKernel } from '../kernel/wasm-kernel.ts'

export type KernelName = Kernel['name']

/** The fastest kernel the platform can run, or the one asked for. */
export function createKernel(name: KernelName = canRunWasm() ? 'wasm' : 'typescript'): Kernel {
  return name === 'wasm' ? createWasmKernel() : createTypeScriptKernel()
}
