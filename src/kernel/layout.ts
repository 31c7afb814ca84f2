// Numbers that the scanner kernel (AssemblyScript), its TypeScript twin and the heap share. Only
// plain `export const NAME = number` lines: this file is compiled by both compilers.

/** "No such row / site / shape / code" in every u32 column. */
export const NONE = 0xffffffff

// Ruby types, as in `type` without T_. UNKNOWN stands for any name not listed here.
export const TYPE_UNKNOWN = 0
export const TYPE_NONE = 1
export const TYPE_OBJECT = 2
export const TYPE_CLASS = 3
export const TYPE_ICLASS = 4
export const TYPE_MODULE = 5
export const TYPE_FLOAT = 6
export const TYPE_STRING = 7
export const TYPE_REGEXP = 8
export const TYPE_ARRAY = 9
export const TYPE_HASH = 10
export const TYPE_STRUCT = 11
export const TYPE_BIGNUM = 12
export const TYPE_FILE = 13
export const TYPE_DATA = 14
export const TYPE_MATCH = 15
export const TYPE_SYMBOL = 16
export const TYPE_RATIONAL = 17
export const TYPE_COMPLEX = 18
export const TYPE_IMEMO = 19
export const TYPE_NODE = 20
export const TYPE_ZOMBIE = 21

// Flags of a row. The first two bits are the GC age (4.0+); the rest are booleans.
export const FLAG_AGE_MASK = 3
export const FLAG_WB_PROTECTED = 4
export const FLAG_OLD = 8
export const FLAG_UNCOLLECTIBLE = 16
export const FLAG_MARKING = 32
export const FLAG_MARKED = 64
export const FLAG_PINNED = 128
export const FLAG_REMEMBERED = 256
export const FLAG_SHAREABLE = 512
export const FLAG_FROZEN = 1024
export const FLAG_EMBEDDED = 2048
export const FLAG_SHARED = 4096
export const FLAG_FSTRING = 8192
export const FLAG_CHILLED = 16384
export const FLAG_BROKEN = 32768
export const FLAG_SINGLETON = 65536
export const FLAG_TOO_COMPLEX = 131072
/** `coderange`: 0 absent, 1 unknown, 2 7bit, 3 valid, 4 broken, in three bits from here. */
export const FLAG_CODERANGE_SHIFT = 18
export const FLAG_CODERANGE_MASK = 1835008
/** The object's class is its first edge (graph.md §Edges 1 and 2). */
export const FLAG_CLASS_EDGE = 2097152
/** A `value` was dumped: its hash is known. */
export const FLAG_VALUE = 4194304
/** The line was damaged and its record recovered. */
export const FLAG_REPAIRED = 8388608
/** The line named its age (4.0+), so the two age bits mean something. */
export const FLAG_AGED = 16777216
/** Legacy generations: infant, young (2.1) and long_lived (2.2). */
export const FLAG_INFANT = 33554432
export const FLAG_YOUNG = 67108864
export const FLAG_LONG_LIVED = 134217728
