// The heap as columns: row i of every column describes the i-th object line of the dump. Rows are
// in dump order, so a row number is a stable handle. Graph nodes are the rows, then one node a root
// category, then the super root: see `graph`.
import type { Graph } from '../base/graph.ts'
import type { ByteSource } from '../dump/byte-source.ts'
import type { DamageReport } from '../dump/damage.ts'
import type { Dialect } from '../dump/dialect.ts'
import type { ClassTable } from './class-table.ts'
import type { PageTable } from './page-table.ts'
import type { ShapeTable } from './shape-table.ts'
import type { SiteTable } from './site-table.ts'

/** One entry a row each. TYPE_ and FLAG_ numbers: kernel/layout.ts. */
export interface Columns {
  /** row -> TYPE_* */
  readonly type: Uint8Array
  /** row -> FLAG_* bits */
  readonly flags: Uint32Array
  /** row -> index in `Heap.words`: imemo_type, DATA's struct or a STRING's encoding; 0 for none */
  readonly word: Uint16Array
  /** row -> slot size in bytes, 0 before Ruby 3.2 */
  readonly slot: Uint16Array
  /** row -> shape id | NONE */
  readonly shape: Uint32Array
  /** row -> memsize in bytes; 0xffffffff means: look in `Heap.giants` */
  readonly size: Uint32Array
  /** row -> STRING/SYMBOL bytesize, ARRAY length, HASH size, OBJECT ivars, FILE fd + 1; else 0 */
  readonly length: Uint32Array
  /** row -> 64-bit hash of the dumped `value` (STRING only, where FLAG_VALUE), low and high half */
  readonly hashLow: Uint32Array
  readonly hashHigh: Uint32Array
  /** row -> index in `Heap.sites` | NONE; empty arrays in an untraced dump */
  readonly site: Uint32Array
  /** row -> generation | NONE; empty in an untraced dump */
  readonly generation: Uint32Array
  /** row -> byte offset of its line in the uncompressed dump: low 32 bits and the rest */
  readonly lineLow: Uint32Array
  readonly lineHigh: Uint8Array
  /** row -> address code: see PageTable */
  readonly code: Uint32Array
}

export interface Heap {
  /** Number of objects, which is the number of rows. */
  readonly count: number
  readonly columns: Columns
  /** Edges by graph.md. Node < count: a row; count + i: root category i; then the super root. */
  readonly graph: Graph
  /** Root categories in dump order, 'finalizers' last where it is a pseudo-root (graph.md 4). */
  readonly roots: readonly { readonly category: string; readonly references: number }[]
  /** Interned imemo types, struct names and encodings; [0] is ''. */
  readonly words: readonly string[]
  readonly sites: SiteTable
  readonly shapes: ShapeTable
  readonly classes: ClassTable
  readonly pages: PageTable
  /** row -> memsize, where it is over 2^32 - 2. */
  readonly giants: ReadonlyMap<number, number>
  /** STRING and ARRAY rows with a `capacity`, ascending, and their capacities. */
  readonly capacityRow: Uint32Array
  readonly capacity: Uint32Array
  readonly dialect: Dialect
  readonly damage: DamageReport
  /** References to addresses that no line defines; dropped from the graph. */
  readonly dangling: number
  /** Lines whose address a later line repeats; dropped. */
  readonly duplicates: number
  /** NONE slots (`full: true`), kept out of the rows. */
  readonly freeSlots: number
  /** The uncompressed dump, to read full records back from. */
  readonly source: ByteSource
}
