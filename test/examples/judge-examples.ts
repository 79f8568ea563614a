import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { type JsonRun, onceForAll } from "../e2e/program.ts";
import { hasPostgres } from "../postgres.ts";
import { codeOf } from "./table.ts";
import { type Example, judged, startedFor, told } from "./versions.ts";

const hasPython = spawnSync("python3", ["-c", "import sys; sys.exit(sys.version_info < (3, 10))"]).status === 0;

/** How long the runs of one example may take. */
const WITHIN_MS = 1_200_000;

/** Where what an example needs is missing its tests are skipped, and on CI they fail. */
function isHere({ name, needsPostgres }: Example): boolean {
  if (process.env["CI"] !== undefined) return true;
  return (needsPostgres !== true || hasPostgres) && (name !== "wallet-python" || hasPython);
}

/** Claims what the table says of these examples, under these scenarios: of every version, or of the right one and one that is wrong. */
export function describeVerdicts(
  examples: readonly Example[],
  scenarios: readonly string[],
  which: "all versions" | "right and wrong",
): void {
  describe.each(examples)("the example $name", (example) => {
    const versions = Object.keys(example.versions).slice(0, which === "all versions" ? undefined : 2);

    describe.skipIf(!isHere(example))("judged by what was really paid", () => {
      const runs = onceForAll(async (atTheEnd) => {
        const server = await startedFor(example, atTheEnd);
        const all = new Map<string, JsonRun>();
        // One after the other: a wrong version guesses about every payment that a busy machine makes slow.
        for (const version of versions)
          all.set(version, await judged(example, version, scenarios, { server, atTheEnd }));
        return all;
      }, WITHIN_MS);

      it.each(versions.map((version) => [version === "" ? "right" : version, version]))(
        "is found to be what it is: %s",
        (_, version) => {
          const run = runs().get(version);
          const found = run?.scenarios.map((scenario) => [scenario.name, told(scenario)]);
          const expected = scenarios.map((name) => [name, example.versions[version]?.[name]]);
          expect(Object.fromEntries(found ?? [])).toEqual(Object.fromEntries(expected));
          expect(run?.code).toBe(codeOf(expected.map(([, word = ""]) => word)));
        },
      );

      it("has findings that add up to each drift, to the msat", () => {
        const found = [...runs().values()].flatMap((run) => run.scenarios);
        const shares = found.map(({ findings }) =>
          findings.reduce((sum, { sats }) => sum + Math.round(sats * 1_000), 0),
        );
        const drifts = found.map(({ projects }) =>
          projects.reduce((sum, { driftSats }) => sum + Math.round(driftSats * 1_000), 0),
        );
        expect(shares).toEqual(drifts);
      });
    });
  });
}
