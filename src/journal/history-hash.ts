import { hash } from "node:crypto";
import type { Fact } from "../domain/fact.ts";

/**
 * Everything that happened in a run, times and all, as 16 hexadecimal digits: equal only for equal histories. What the run was to prove, which is
 * its first fact, does not count.
 */
export function historyHash(facts: Iterable<Fact>): string {
  const lines = [...facts].flatMap((fact) => (fact.kind === "run-started" ? [] : [JSON.stringify(fact)]));
  return hash("sha256", lines.join("\n"), "hex").slice(0, 16);
}
