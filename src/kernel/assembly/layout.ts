// Written by scripts/build-kernel.mjs from ../layout.ts.
// The numbers of one object's record: what the scanner writes and every layer above reads. Only
// plain `export const NAME: u32 = number` lines: both TypeScript and AssemblyScript compile them.

/** "No such row / site / shape / code" in every u32 column. */
export const NONE: u32 = 0xffffffff

/** No object lies below: smaller values in address fields are nil, true, symbols and the like. */
export const LOWEST_OBJECT: u32 = 65536

// Ruby types, as in `type` without T_. UNKNOWN stands for any name not listed here.
export const TYPE_UNKNOWN: u32 = 0
export const TYPE_NONE: u32 = 1
export const TYPE_OBJECT: u32 = 2
export const TYPE_CLASS: u32 = 3
export const TYPE_ICLASS: u32 = 4
export const TYPE_MODULE: u32 = 5
export const TYPE_FLOAT: u32 = 6
export const TYPE_STRING: u32 = 7
export const TYPE_REGEXP: u32 = 8
export const TYPE_ARRAY: u32 = 9
export const TYPE_HASH: u32 = 10
export const TYPE_STRUCT: u32 = 11
export const TYPE_BIGNUM: u32 = 12
export const TYPE_FILE: u32 = 13
export const TYPE_DATA: u32 = 14
export const TYPE_MATCH: u32 = 15
export const TYPE_SYMBOL: u32 = 16
export const TYPE_RATIONAL: u32 = 17
export const TYPE_COMPLEX: u32 = 18
export const TYPE_IMEMO: u32 = 19
export const TYPE_NODE: u32 = 20
export const TYPE_ZOMBIE: u32 = 21

// Flags of a row. The first two bits are the GC age (4.0+); the rest are booleans.
export const FLAG_AGE_MASK: u32 = 3
export const FLAG_WB_PROTECTED: u32 = 4
export const FLAG_OLD: u32 = 8
export const FLAG_UNCOLLECTIBLE: u32 = 16
export const FLAG_MARKING: u32 = 32
export const FLAG_MARKED: u32 = 64
export const FLAG_PINNED: u32 = 128
export const FLAG_REMEMBERED: u32 = 256
export const FLAG_SHAREABLE: u32 = 512
export const FLAG_FROZEN: u32 = 1024
export const FLAG_EMBEDDED: u32 = 2048
export const FLAG_SHARED: u32 = 4096
export const FLAG_FSTRING: u32 = 8192
export const FLAG_CHILLED: u32 = 16384
export const FLAG_BROKEN: u32 = 32768
export const FLAG_SINGLETON: u32 = 65536
export const FLAG_TOO_COMPLEX: u32 = 131072
/** `coderange`: 0 absent, 1 unknown, 2 7bit, 3 valid, 4 broken, in three bits from here. */
export const FLAG_CODERANGE_SHIFT: u32 = 18
export const FLAG_CODERANGE_MASK: u32 = 1835008
/** The object's class is its first edge (graph.md §Edges 1 and 2). */
export const FLAG_CLASS_EDGE: u32 = 2097152
/** A `value` was dumped: its hash is known. */
export const FLAG_VALUE: u32 = 4194304
/** The line was damaged and its record recovered. */
export const FLAG_REPAIRED: u32 = 8388608
/** The line named its age (4.0+), so the two age bits mean something. */
export const FLAG_AGED: u32 = 16777216
/** Legacy generations: infant, young (2.1) and long_lived (2.2). */
export const FLAG_INFANT: u32 = 33554432
export const FLAG_YOUNG: u32 = 67108864
export const FLAG_LONG_LIVED: u32 = 134217728

// What a kernel hands out besides rows: (kind, row, value) triples.
/** value: the string's or array's capacity */
export const AUX_CAPACITY: u32 = 1
/** value: address code of the superclass */
export const AUX_SUPERCLASS: u32 = 2
/** value: text number of the class's name */
export const AUX_NAME: u32 = 3
/** value: text number of `real_class_name` */
export const AUX_REAL_NAME: u32 = 4
/** value: text number of a string that looks like RUBY_DESCRIPTION */
export const AUX_DESCRIPTION: u32 = 5

// Format features: which keys and flags a dump uses tells which Ruby wrote it.
export const FEATURE_SLOT_SIZE: u32 = 1
export const FEATURE_SHAPE_ID: u32 = 2
export const FEATURE_SUPERCLASS: u32 = 4
export const FEATURE_CALLCACHE: u32 = 8
export const FEATURE_CALLED_ID: u32 = 16
export const FEATURE_CHILLED: u32 = 32
export const FEATURE_AGE: u32 = 64
export const FEATURE_FREE_IMMEDIATELY: u32 = 128
export const FEATURE_IMEMO_TYPE: u32 = 256
export const FEATURE_IMEMO_CLASS: u32 = 512
export const FEATURE_TRACED: u32 = 1024
export const FEATURE_CODERANGE: u32 = 2048
export const FEATURE_LONG_LIVED: u32 = 4096
export const FEATURE_INFANT: u32 = 8192
export const FEATURE_OBJECT_EMBEDDED: u32 = 16384
// The memory of a scanner kernel: regions, capacities, state slots. The AssemblyScript kernel and its
// TypeScript twin share it; only plain `export const NAME: u32 = number` lines, for both compilers.

// Why `scan` returned.
/** The rest of the buffer is no complete line: read more. */
export const STATUS_MORE: u32 = 0
/** The line at the returned place needs the slow path. */
export const STATUS_SLOW: u32 = 1
/** The tables are full: take the part out, reset, and go on. */
export const STATUS_FULL: u32 = 2

// Capacities of one part. Rows and references bound the memory a worker touches; pages, words and
// sites bound its hash tables, which stay under 60 % full.
export const INPUT_BYTES: u32 = 16777216
export const INPUT_SLACK: u32 = 256
export const ROW_CAPACITY: u32 = 262144
export const REF_CAPACITY: u32 = 4194304
/** A line of INPUT_BYTES cannot hold more references than this (`"0x",` and a blank each). */
export const REF_HEADROOM: u32 = 2400000
export const PAGE_SLOTS: u32 = 524288
/** Also the limit of a whole dump: 18 bits of an address code, 16 GiB of heap pages. */
export const PAGE_CAPACITY: u32 = 262143
export const PAGE_FULL: u32 = 200000
export const WORD_SLOTS: u32 = 4096
export const WORD_CAPACITY: u32 = 2048
export const SITE_SLOTS: u32 = 131072
export const SITE_CAPACITY: u32 = 65536
export const TEXT_CAPACITY: u32 = 262144
export const AUX_CAPACITY_ROWS: u32 = 524288
export const POOL_BYTES: u32 = 33554432
/** Longest name, word or site the slow path may hand to the tables. */
export const SCRATCH_BYTES: u32 = 65536

// Slots of the kernel's state, an array of u32 at STATE_BASE.
export const STATE_ROWS: i32 = 0
export const STATE_REFS: i32 = 1
export const STATE_PAGES: i32 = 2
export const STATE_WORDS: i32 = 3
export const STATE_SITES: i32 = 4
export const STATE_TEXTS: i32 = 5
export const STATE_AUX: i32 = 6
export const STATE_POOL: i32 = 7
export const STATE_STATUS: i32 = 8
export const STATE_FREE_SLOTS: i32 = 9
/** Bit mask of format features seen: see dump/dialect.ts */
export const STATE_FEATURES: i32 = 10
/** What the last `hash` computed. */
export const STATE_HASH_LOW: i32 = 11
export const STATE_HASH_HIGH: i32 = 12
/** 1 after more pages, words or sites were met than fit. */
export const STATE_OVERFLOW: i32 = 13
export const STATE_SLOTS: i32 = 16

// Linear memory of the WebAssembly kernel: one region after the other, all sizes fixed.
export const STATE_BASE: usize = 65536
export const INPUT_BASE: usize = 131072
export const CODE_BASE: usize = INPUT_BASE + INPUT_BYTES + INPUT_SLACK
export const SHAPE_BASE: usize = CODE_BASE + ROW_CAPACITY * 4
export const SIZE_BASE: usize = SHAPE_BASE + ROW_CAPACITY * 4
export const LINE_BASE: usize = SIZE_BASE + ROW_CAPACITY * 4
export const LENGTH_BASE: usize = LINE_BASE + ROW_CAPACITY * 4
export const FLAGS_BASE: usize = LENGTH_BASE + ROW_CAPACITY * 4
export const REF_END_BASE: usize = FLAGS_BASE + ROW_CAPACITY * 4
export const HASH_LOW_BASE: usize = REF_END_BASE + ROW_CAPACITY * 4
export const HASH_HIGH_BASE: usize = HASH_LOW_BASE + ROW_CAPACITY * 4
export const SITE_BASE: usize = HASH_HIGH_BASE + ROW_CAPACITY * 4
export const GENERATION_BASE: usize = SITE_BASE + ROW_CAPACITY * 4
export const WORD_BASE: usize = GENERATION_BASE + ROW_CAPACITY * 4
export const SLOT_BASE: usize = WORD_BASE + ROW_CAPACITY * 2
export const TYPE_BASE: usize = SLOT_BASE + ROW_CAPACITY * 2
export const REFS_BASE: usize = TYPE_BASE + ROW_CAPACITY
/** page -> address >> 16, as u64 */
export const PAGES_BASE: usize = REFS_BASE + REF_CAPACITY * 4
/** hash slot -> page + 1 (u32) */
export const PAGE_TABLE_BASE: usize = PAGES_BASE + PAGE_CAPACITY * 8
/** word/site/text -> place and length in the pool (two u32) */
export const WORDS_BASE: usize = PAGE_TABLE_BASE + PAGE_SLOTS * 4
export const SITES_BASE: usize = WORDS_BASE + WORD_CAPACITY * 8
export const TEXTS_BASE: usize = SITES_BASE + SITE_CAPACITY * 8
/** hash slot -> hash (u32), word/site + 1 (u32) */
export const WORD_TABLE_BASE: usize = TEXTS_BASE + TEXT_CAPACITY * 8
export const SITE_TABLE_BASE: usize = WORD_TABLE_BASE + WORD_SLOTS * 8
export const AUX_BASE: usize = SITE_TABLE_BASE + SITE_SLOTS * 8
export const POOL_BASE: usize = AUX_BASE + AUX_CAPACITY_ROWS * 12
export const SCRATCH_BASE: usize = POOL_BASE + POOL_BYTES
export const MEMORY_BYTES: usize = SCRATCH_BASE + SCRATCH_BYTES
