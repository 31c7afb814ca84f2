// Numbers as a person reads them, the same in every face. Sizes are 1024-based (1 KB is 1,024
// bytes), as Ruby's own memory figures and most profilers have them. Nothing here depends on the
// locale: the same dump prints the same text on every machine.

const UNITS = ['KB', 'MB', 'GB', 'TB', 'PB'] as const

/** Below this, bytes are told exactly: an object's own size is a small whole number. */
const EXACT_BELOW = 10 * 1024

/** '1,234 B', '12.3 KB', '4.5 MB'. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return '? B'
  if (Math.abs(bytes) < EXACT_BELOW) return `${formatCount(Math.round(bytes))} B`
  let value = bytes / 1024
  let unit = 0
  // 1,023.96 KB would round to 1,024.0 KB: it is 1.0 MB.
  while (Math.abs(value) >= 1023.95 && unit < UNITS.length - 1) {
    value /= 1024
    unit++
  }
  const text = value.toFixed(1)
  const point = text.indexOf('.')
  return `${groupThousands(text.slice(0, point))}${text.slice(point)} ${UNITS[unit]}`
}

/** '1,234,567'. */
export function formatCount(count: number): string {
  if (!Number.isFinite(count)) return '?'
  return groupThousands(String(Math.round(count)))
}

/** '1 object', '1,204 objects'; `many` only where an s is not enough. */
export function formatCounted(count: number, one: string, many: string = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

/**
 * '45.2 %' of the whole. What is there never reads as 0 %, and what is not all never as 100 %:
 * '<0.1 %' and '>99.9 %'. Of nothing there is no share: '–'.
 */
export function formatShare(part: number, whole: number): string {
  if (!(whole > 0) || !Number.isFinite(part)) return '–'
  const percent = (part / whole) * 100
  if (percent === 0) return '0 %'
  if (percent === 100) return '100 %'
  if (percent > 0 && percent < 0.1) return '<0.1 %'
  if (percent > 99.9 && percent < 100) return '>99.9 %'
  return `${percent.toFixed(1)} %`
}

/** '350 ms', '1.2 s', '2 min 5 s', '1 h 3 min'. */
export function formatDuration(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return '?'
  if (milliseconds < 999.5) return `${Math.max(0, Math.round(milliseconds))} ms`
  if (milliseconds < 9_950) return `${(milliseconds / 1000).toFixed(1)} s`
  const seconds = Math.round(milliseconds / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) {
    return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`
  }
  const wholeMinutes = Math.round(seconds / 60)
  const hours = Math.floor(wholeMinutes / 60)
  return wholeMinutes % 60 === 0 ? `${hours} h` : `${hours} h ${wholeMinutes % 60} min`
}

function groupThousands(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ',')
}
