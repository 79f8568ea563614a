/** What `validate` was told on its command line. */
export interface ValidateFlags {
  readonly set: readonly string[];
  readonly reporter: readonly string[];
}

/** How a validation can be reported. */
export const validateReporterNames = ["text", "json"] as const;
