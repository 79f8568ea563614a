/** What any YAML file may be at most, so that neither a typo nor a hostile file can take the machine down. */
export const documentLimits = {
  /** The size of a file in bytes. */
  fileBytes: 256 * 1024,
  /** Words, marks and line breaks. */
  yamlLexemes: 50_000,
  /** Nesting; a scenario needs 6 levels. */
  yamlDepth: 32,
  /** Values of the YAML, with its aliases unfolded. */
  yamlValues: 5_000,
  /** Characters. */
  nameLength: 60,
  descriptionLength: 500,
} as const;

/** A range of whole numbers, both ends included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}
