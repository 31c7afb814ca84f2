// Where indexes and uncompressed copies live: LOUPE_CACHE_DIR, else the platform's cache folder.
// Never beside the dump: dumps lie on servers, in read-only or shared places.
import { createHash } from 'node:crypto'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

export function cacheFolder(): string {
  const { LOUPE_CACHE_DIR, XDG_CACHE_HOME, LOCALAPPDATA } = process.env
  if (LOUPE_CACHE_DIR) return resolve(LOUPE_CACHE_DIR)
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'loupe')
  if (process.platform === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'loupe', 'cache')
  return join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'loupe')
}

/** The cache file of a dump: by its full path, so that moving a dump gives a new one. */
export function cacheFile(dump: string, kind: 'index' | 'uncompressed'): string {
  const path = resolve(dump)
  const name = path.split(/[\\/]/).at(-1) ?? 'dump'
  const id = createHash('sha256').update(path).digest('hex').slice(0, 16)
  return join(cacheFolder(), `${name.replace(/[^\w.-]/g, '_').slice(0, 60)}-${id}.${kind}`)
}
