import { storageFailureOf } from "../storage-failure.ts";
import type { BeginFault } from "./fault.ts";

/** SQLite refuses every write of this process, as on a disk that was remounted after an error, or on a replica after a failover. */
export const readOnly: BeginFault = ({ database, flush }) => {
  flush();
  database.pragma("query_only = on");
  return {
    causes: (error) => storageFailureOf(error)?.kind === "read-only",
    end: () => void database.pragma("query_only = off"),
  };
};
