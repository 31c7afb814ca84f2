/** CLASS, MODULE and ICLASS rows in ascending order, with what only their lines say. */
export interface ClassTable {
  readonly count: number
  /** entry -> row, ascending */
  readonly row: Uint32Array
  /** entry -> row of the superclass | NONE (always NONE before Ruby 3.1) */
  readonly superclass: Uint32Array
  /** entry -> `name`, '' where the class has none of its own */
  readonly name: readonly string[]
  /** entry -> `real_class_name`, '' where absent: the name of the class's own class (3.1+) */
  readonly realClassName: readonly string[]
  /** row -> entry | -1; O(log n) */
  entryOf(row: number): number
}
