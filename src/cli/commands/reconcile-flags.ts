/** What `reconcile` was told on its command line. */
export interface ReconcileFlags {
  readonly reporter: readonly string[];
  /** False when CI is to switch nothing on. */
  readonly ci: boolean;
}
