/** What `reconcile` was told on its command line. */
export interface ReconcileFlags {
  readonly reporter: readonly string[];
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  /** False when CI is to switch nothing on. */
  readonly ci: boolean;
}
