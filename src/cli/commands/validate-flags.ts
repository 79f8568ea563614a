/** What `validate` was told on its command line. */
export interface ValidateFlags {
  readonly filter: readonly string[];
  readonly set: readonly string[];
  readonly reporter: readonly string[];
  /** False when CI is to switch nothing on. */
  readonly ci: boolean;
}

/** How a validation can be reported. */
export const validateReporterNames = ["text", "json"] as const;
