import type { CiName } from "../ci/templates.ts";

/** What `init` was told on its command line. */
export interface InitFlags {
  readonly ci?: CiName;
  readonly force?: boolean;
}
