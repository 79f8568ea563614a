import type { Answer } from "./target.ts";

/** The code of an answer that never came because the caller gave up waiting for it. */
export const CLIENT_PATIENCE = "CLIENT_PATIENCE";

/** The code of an answer that never came because the connection broke; Node's own word for it. */
export const CONNECTION_RESET = "ECONNRESET";

/** What a caller without an answer may conclude, and that is nothing. `code` says what kept the answer away. */
export function noAnswer(code: string): Answer {
  const reason = code === CLIENT_PATIENCE ? "client-timeout" : "no-answer";
  return { outcome: "unknown", reason, status: 0, code, payoutId: "" };
}
