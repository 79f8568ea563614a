import type { ReadBudget } from "../service/read-budget.ts";
import { TargetError } from "../service/target.ts";

/**
 * What a failed read of PostgreSQL means, by its SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html). What has none never got as
 * far as a query.
 */
export function postgresError(error: unknown, what: string, budget: ReadBudget): unknown {
  if (!(error instanceof Error)) return error;
  const code = "code" in error ? String(error.code) : "";
  // The error of several addresses has no message of its own.
  const message = error.message || code;
  if (!/^[0-9A-Z]{5}$/.test(code))
    return new TargetError("unreachable", `${what}: PostgreSQL cannot be reached (${message})`);
  // 57014: the statement timeout.
  if (code === "57014") return budget.late();
  const isWrite = code === "25006" || (code === "0A000" && message.includes("data-modifying"));
  if (isWrite) return new TargetError("nonsense", `${what} writes, and books are only read (${message})`);
  // 22P02, 22007, 22008: a text that is no number, no uuid, no date.
  const isValue = ["22P02", "22007", "22008"].includes(code);
  if (isValue && what === "books.entries" && message.includes('"0"')) {
    const wayOut = "the first :after is 0, so leave :after out where ids are not numbers";
    return new TargetError("nonsense", `${what}: ${message}: ${wayOut}`);
  }
  return new TargetError(kindOf(code), `${what}: ${message}`);
}

/** By the class of the SQLSTATE: connections, the server going down or coming up, passwords and missing databases; and too many of anything. */
function kindOf(code: string): TargetError["kind"] {
  if (/^(?:08|28|57P|3D)/.test(code)) return "unreachable";
  return /^(?:53|55)/.test(code) ? "busy" : "nonsense";
}
