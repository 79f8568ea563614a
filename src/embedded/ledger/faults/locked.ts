import Database from "libsql";
import { LOCK_WAIT_MS } from "../group-commit.ts";
import { storageFailureOf } from "../storage-failure.ts";
import type { BeginFault } from "./fault.ts";

/**
 * Another connection holds the write lock. Waiting for a lock blocks the process, so it would never see the end of a lock that it holds itself:
 * it does not wait, as if the time had already run out.
 */
export const locked: BeginFault = ({ file, database, flush }) => {
  flush();
  const other = new Database(file);
  other.pragma(`busy_timeout = ${LOCK_WAIT_MS}`);
  other.exec("begin immediate");
  const [{ timeout }] = database.pragma("busy_timeout") as [{ readonly timeout: number }];
  database.pragma("busy_timeout = 0");
  return {
    causes: (error) => storageFailureOf(error)?.kind === "locked",
    end() {
      other.exec("rollback");
      other.close();
      database.pragma(`busy_timeout = ${timeout}`);
    },
  };
};
