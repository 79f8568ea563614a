import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { chaosPayout, temporaryFolder } from "./program.ts";

/** The data of every chart of a page. */
function charts(file: string) {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/<script type="application\/json" id="(s\d+-chart)">(.*?)<\/script>/g)];
}

it("run and reconcile write the same charts of every run, the page of a run beside its table on the screen", async () => {
  const folder = temporaryFolder();
  const [page, again, journal] = ["page.html", "again.html", "journal.ndjson"].map((name) => join(folder, name));
  const scenarios = ["timeout-after-charge", "timeout-retry", "--payouts", "20", "--strategy", "rollback"];
  const kept = ["--journal", String(journal), "--reporter", "table", "--reporter", `html=${page}`];
  const run = await chaosPayout(["run", ...scenarios, ...kept]);
  expect(run.stdout).toContain("Opening");
  await chaosPayout(["reconcile", String(journal), "--reporter", `html=${again}`]);
  const drawn = charts(String(page));
  expect(drawn.map(([, id]) => id)).toEqual(["s1-chart", "s2-chart"]);
  expect(charts(String(again)).map(([, , data]) => data)).toEqual(drawn.map(([, , data]) => data));
  expect(readFileSync(String(page), "utf8")).toContain("Permission is hereby granted, free of charge");
});
