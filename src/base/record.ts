// The numbers of one object's record: what the scanner writes and every layer above reads. Only
// plain `export const NAME = number` lines: both TypeScript and AssemblyScript compile them.

/** "No such row / site / shape / code" in every u32 column. */
export const NONE = 0xffffffff

/** No object lies below: smaller values in address fields are nil, true, symbols and the like. */
export const LOWEST_OBJECT = 65536

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

// What a kernel hands out besides rows: (kind, row, value) triples.
/** value: the string's or array's capacity */
export const AUX_CAPACITY = 1
/** value: address code of the superclass */
export const AUX_SUPERCLASS = 2
/** value: text number of the class's name */
export const AUX_NAME = 3
/** value: text number of `real_class_name` */
export const AUX_REAL_NAME = 4
/** value: text number of a string that looks like RUBY_DESCRIPTION */
export const AUX_DESCRIPTION = 5

// Format features: which keys and flags a dump uses tells which Ruby wrote it.
export const FEATURE_SLOT_SIZE = 1
export const FEATURE_SHAPE_ID = 2
export const FEATURE_SUPERCLASS = 4
export const FEATURE_CALLCACHE = 8
export const FEATURE_CALLED_ID = 16
export const FEATURE_CHILLED = 32
export const FEATURE_AGE = 64
export const FEATURE_FREE_IMMEDIATELY = 128
export const FEATURE_IMEMO_TYPE = 256
export const FEATURE_IMEMO_CLASS = 512
export const FEATURE_TRACED = 1024
export const FEATURE_CODERANGE = 2048
export const FEATURE_LONG_LIVED = 4096
export const FEATURE_INFANT = 8192
export const FEATURE_OBJECT_EMBEDDED = 16384
