import type { StorageFaultName } from "../../../domain/interruption.ts";
import { commitUnknown } from "./commit-unknown.ts";
import type { BeginFault } from "./fault.ts";
import { locked } from "./locked.ts";
import { readOnly } from "./read-only.ts";

/** Every storage fault by name. */
export const storageFaults: Readonly<Record<StorageFaultName, BeginFault>> = {
  "ledger-locked": locked,
  "ledger-read-only": readOnly,
  "commit-unknown": commitUnknown,
};
