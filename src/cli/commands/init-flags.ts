import type { CiName } from "../init/ci-file.ts";

/** What `init` was told on its command line. */
export interface InitFlags {
  readonly ci?: CiName;
  readonly force?: boolean;
}
