// A sample of many, spread evenly over them.

/** All of them where they are few, else every so-manieth: `about` of them, never twice as many. */
export function evenPart(all: Uint32Array, about: number): Uint32Array {
  const stride = Math.max(1, Math.floor(all.length / about))
  const part = new Uint32Array(Math.ceil(all.length / stride))
  for (let i = 0; i < part.length; i++) part[i] = all[i * stride]
  return part
}
