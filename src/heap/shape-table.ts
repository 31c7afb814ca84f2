/** SHAPE lines (Ruby 3.2+), in dump order, looked up by id. */
export interface ShapeTable {
  readonly count: number
  /** entry -> shape id */
  readonly id: Uint32Array
  /** entry -> parent's shape id | NONE */
  readonly parent: Uint32Array
  /** entry -> IVAR edge name ('@x', an internal name, …) or '' */
  readonly edgeName: readonly string[]
  /** entry -> shape_type: 'ROOT', 'IVAR', 'FROZEN' … */
  readonly kind: readonly string[]
  /** shape id -> entry | undefined */
  entryOf(id: number): number | undefined
}
