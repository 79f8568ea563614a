import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { childrenOf, eventually, start, temporaryFolder } from "./program.ts";

const scenario = (name: string, payouts: number) => `name: ${name}
projects: { p: { balance: 300_000_000 } }
load: [{ name: all, payouts: ${payouts}, concurrency: 2 }]
`;

it("run --watch runs again on each save, survives what is broken, stops a run that is outdated, and ends on Ctrl-C", async () => {
  const cwd = temporaryFolder();
  const save = (text: string) => {
    writeFileSync(join(cwd, "s.yaml.tmp"), text);
    renameSync(join(cwd, "s.yaml.tmp"), join(cwd, "s.yaml"));
  };
  save(scenario("first", 3));
  const watch = start(["run", "./s.yaml", "--watch", "--journal", "run.ndjson", "--reporter", "json"], { cwd });
  const idle = (times: number) =>
    eventually(() => watch.stderr().split("watching 1 file · press Ctrl-C to quit").length > times);
  await idle(1);
  save("name: broken\n");
  await idle(2);
  expect(watch.stderr()).toContain('chaos-payout: 1 scenario has problems\n\ns.yaml:1:1  missing key "projects"');
  // More payouts than are ever sent: only a save ends this run.
  save(scenario("endless", 200_000));
  await eventually(() => existsSync(join(cwd, "run.ndjson")) && /endless.*attempt-answered/s.test(journal(cwd)));
  save(scenario("last", 4));
  await idle(3);
  expect(watch.stderr()).toContain(" stopped: a file changed, starting over\n");
  watch.child.kill("SIGINT");
  const { code, stdout } = await watch.ended;
  expect(code).toBe(0);
  expect([...stdout.matchAll(/^ {6}"name": "(.*)"/gm)].map(([, name]) => name)).toEqual(["first", "last"]);
  // The journal is that of the last run alone.
  expect(journal(cwd)).toContain('"last"');
  expect(journal(cwd)).not.toContain("endless");
  expect(childrenOf(watch.pid)).toEqual([]);
  rmSync(join(cwd, "run.ndjson"));
});

function journal(cwd: string): string {
  return readFileSync(join(cwd, "run.ndjson"), "utf8");
}
