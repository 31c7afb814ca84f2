// The memory of a scanner kernel: regions, capacities, state slots. The AssemblyScript kernel and its
// TypeScript twin share it; only plain `export const NAME = number` lines, for both compilers.
export * from '../base/record.ts'

// Why `scan` returned.
/** The rest of the buffer is no complete line: read more. */
export const STATUS_MORE = 0
/** The line at the returned place needs the slow path. */
export const STATUS_SLOW = 1
/** The tables are full: take the part out, reset, and go on. */
export const STATUS_FULL = 2

// Capacities of one part. Rows and references bound the memory a worker touches; pages, words and
// sites bound its hash tables, which stay under 60 % full.
export const INPUT_BYTES = 16777216
export const INPUT_SLACK = 256
export const ROW_CAPACITY = 262144
export const REF_CAPACITY = 4194304
/** A line of INPUT_BYTES cannot hold more references than this (`"0x",` and a blank each). */
export const REF_HEADROOM = 2400000
export const PAGE_SLOTS = 524288
/** Also the limit of a whole dump: 18 bits of an address code, 16 GiB of heap pages. */
export const PAGE_CAPACITY = 262143
export const PAGE_FULL = 200000
export const WORD_SLOTS = 4096
export const WORD_CAPACITY = 2048
export const SITE_SLOTS = 131072
export const SITE_CAPACITY = 65536
export const TEXT_CAPACITY = 262144
export const AUX_CAPACITY_ROWS = 524288
export const POOL_BYTES = 33554432
/** Longest name, word or site the slow path may hand to the tables. */
export const SCRATCH_BYTES = 65536

// Slots of the kernel's state, an array of u32 at STATE_BASE.
export const STATE_ROWS = 0
export const STATE_REFS = 1
export const STATE_PAGES = 2
export const STATE_WORDS = 3
export const STATE_SITES = 4
export const STATE_TEXTS = 5
export const STATE_AUX = 6
export const STATE_POOL = 7
export const STATE_STATUS = 8
export const STATE_FREE_SLOTS = 9
/** Bit mask of format features seen: see dump/dialect.ts */
export const STATE_FEATURES = 10
/** What the last `hash` computed. */
export const STATE_HASH_LOW = 11
export const STATE_HASH_HIGH = 12
/** 1 after more pages, words or sites were met than fit. */
export const STATE_OVERFLOW = 13
export const STATE_SLOTS = 16

// Linear memory of the WebAssembly kernel: one region after the other, all sizes fixed.
export const STATE_BASE = 65536
export const INPUT_BASE = 131072
export const CODE_BASE = INPUT_BASE + INPUT_BYTES + INPUT_SLACK
export const SHAPE_BASE = CODE_BASE + ROW_CAPACITY * 4
export const SIZE_BASE = SHAPE_BASE + ROW_CAPACITY * 4
export const LINE_BASE = SIZE_BASE + ROW_CAPACITY * 4
export const LENGTH_BASE = LINE_BASE + ROW_CAPACITY * 4
export const FLAGS_BASE = LENGTH_BASE + ROW_CAPACITY * 4
export const REF_END_BASE = FLAGS_BASE + ROW_CAPACITY * 4
export const HASH_LOW_BASE = REF_END_BASE + ROW_CAPACITY * 4
export const HASH_HIGH_BASE = HASH_LOW_BASE + ROW_CAPACITY * 4
export const SITE_BASE = HASH_HIGH_BASE + ROW_CAPACITY * 4
export const GENERATION_BASE = SITE_BASE + ROW_CAPACITY * 4
export const WORD_BASE = GENERATION_BASE + ROW_CAPACITY * 4
export const SLOT_BASE = WORD_BASE + ROW_CAPACITY * 2
export const TYPE_BASE = SLOT_BASE + ROW_CAPACITY * 2
export const REFS_BASE = TYPE_BASE + ROW_CAPACITY
/** page -> address >> 16, as u64 */
export const PAGES_BASE = REFS_BASE + REF_CAPACITY * 4
/** hash slot -> page + 1 (u32) */
export const PAGE_TABLE_BASE = PAGES_BASE + PAGE_CAPACITY * 8
/** word/site/text -> place and length in the pool (two u32) */
export const WORDS_BASE = PAGE_TABLE_BASE + PAGE_SLOTS * 4
export const SITES_BASE = WORDS_BASE + WORD_CAPACITY * 8
export const TEXTS_BASE = SITES_BASE + SITE_CAPACITY * 8
/** hash slot -> hash (u32), word/site + 1 (u32) */
export const WORD_TABLE_BASE = TEXTS_BASE + TEXT_CAPACITY * 8
export const SITE_TABLE_BASE = WORD_TABLE_BASE + WORD_SLOTS * 8
export const AUX_BASE = SITE_TABLE_BASE + SITE_SLOTS * 8
export const POOL_BASE = AUX_BASE + AUX_CAPACITY_ROWS * 12
export const SCRATCH_BASE = POOL_BASE + POOL_BYTES
export const MEMORY_BYTES = SCRATCH_BASE + SCRATCH_BYTES
