import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runJson, temporaryFolder } from "../e2e/program.ts";

/** What six payments meet, each with the news of it. */
const scenarios = {
  healthy: "",
  "lost-answer": "lost-answer: 6",
  "lost-answer-delayed": "lost-answer: 6, event-delayed: { rate: 6, to: service }",
  "lost-answer-duplicated": "lost-answer: 6, event-duplicated: { rate: 6, to: service }",
  "lost-answer-lost": "lost-answer: 6, event-lost: { rate: 6, to: service }",
  "lookup-error": "lost-answer: 6, lookup-error: { rate: 6, attempts: 2 }",
  "failure-duplicated": "failure: 6, event-duplicated: { rate: 6, to: service }",
} as const;

type Name = keyof typeof scenarios;

const refunded = "paid-not-charged, false-refusal";

/** By version, and by scenario: the kinds of findings, or the verdict where there are none. */
const versions: Readonly<Record<string, Readonly<Record<Name, string>>>> = {
  // Only where the answer and the news are both lost does nobody ever know.
  "": {
    healthy: "balanced",
    "lost-answer": "balanced",
    "lost-answer-delayed": "balanced",
    "lost-answer-duplicated": "balanced",
    "lost-answer-lost": "stuck-pending",
    "lookup-error": "balanced",
    "failure-duplicated": "balanced",
  },
  refund: {
    healthy: "balanced",
    "lost-answer": refunded,
    "lost-answer-delayed": refunded,
    "lost-answer-duplicated": refunded,
    "lost-answer-lost": refunded,
    "lookup-error": refunded,
    "failure-duplicated": "balanced",
  },
  // Books the answer and the news of it, so it is right where it hears only once.
  twice: {
    healthy: "unexplained-change",
    "lost-answer": "balanced",
    "lost-answer-delayed": "balanced",
    "lost-answer-duplicated": "unexplained-change",
    "lost-answer-lost": "stuck-pending",
    "lookup-error": "balanced",
    "failure-duplicated": "unexplained-change",
  },
};

function scenarioOf(name: Name): string {
  const faults = scenarios[name];
  return `name: ${name}
projects: { p: { balance: 100_000 } }
payouts: { amount: 1000 }
load: [{ name: all, payouts: 6, concurrency: 3${faults === "" ? "" : `, faults: { ${faults} }`} }]
client: { timeout: 20s }
drain: 8s
`;
}

// Minutes: the back end waits four seconds for each answer that is lost.
describe.runIf(process.env["LONG_TESTS"] !== undefined)("the game's back end, which ZBD calls back", () => {
  it.each(Object.keys(versions).map((version) => [version === "" ? "right" : version, version]))(
    "is found to be what it is: %s",
    async (_, version) => {
      const folder = temporaryFolder();
      const names = Object.keys(scenarios) as Name[];
      const files = names.map((name) => {
        const file = join(folder, `${name}.yaml`);
        writeFileSync(file, scenarioOf(name));
        return file;
      });
      const service = "examples/game-backend/game-backend-webhook.service.yaml";
      const env = { GAME_BUG: version, GAME_DB: join(folder, "game.db") };
      const run = await runJson([...files, "--service", service], { env });
      const found = run.scenarios.map(({ name, verdict, findings, inconclusiveBecause }) => {
        // Whether a balance is read in between, when it is wrong as well, depends on the machine.
        const kinds = findings.map(({ kind }) => kind).filter((kind) => kind !== "impossible-balance");
        return [name, [kinds.length === 0 ? verdict : kinds.join(", "), ...inconclusiveBecause].join("; ")];
      });
      expect(Object.fromEntries(found)).toEqual(versions[version]);
    },
  );
});
