import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runs } from "../runs.ts";
import { chaosPayout, temporaryFolder } from "./program.ts";

/** Without how long it took. */
const withoutTime = (text: string) => text.replace(/[\d,.]+ m?s · seed/, "… · seed");

/** Without how often what happened: that changes with whatever is drawn or simulated. */
const withoutCounts = (text: string) =>
  text
    .replace(/happened: [\s\S]*?\n {3}(?=\d+ of)/, "happened: …\n   ")
    .replace(/\d+ different orders/, "… different orders")
    .replace(/\d+ of (\d+) schedules/, "… of $1 schedules")
    .replace(/(?<=\d),(?=\d)/g, "");

describe("chaos-payout explore", () => {
  it("finds the charge that is never refunded, and shows the smallest history", async () => {
    const flags = ["--strategy", "naive", "--fault", "timeout", "--schedules", "50", "--seed", "1"];
    const { code, stdout, stderr } = await chaosPayout(["explore", ...flags]);
    expect([code, stderr]).toEqual([1, ""]);
    expect(withoutTime(stdout)).toBe(` explore   naive
   1 schedule · 1 drawn scenario · 1 different order · … · seed 1
   searched: orders drawn at random
   happened: timeout 1
 ✗ charged-not-paid   in 1 of 1 schedule

   the smallest history that shows it: 6 events, after 407 tries

      ms  client    service   ledger     rail
  1    0     •─────────→         │         │      1,000 sats
  2    1     │         •─────────→         │      charge −1,020 → 98,980
  3    1     │         •───────────────────→      pay 1,000 sats (timeout)
  4  101     │         •───────────────────→      stops waiting
  5  101     ←─────────•         │         │      504 PAYMENT_TIMEOUT
  6  111     │         │         │         •      payment fails

 ✗ charged-not-paid: 1,020 sats were charged at 2 and never refunded, although the payment failed at
   6

   name: charged-not-paid-naive
   description: charged-not-paid under naive, found by explore.
   seed: 1
   projects: { project_test_001: { balance: 100000 } }
   load:
     - { name: payouts, payouts: 1, concurrency: 1, faults: { timeout: 1 } }
   api: { strategy: naive }
   simulate: { history: ab5b54f2413f1299 }

 ✗ VIOLATED   found in 1 schedule · exit code 1
   reproduce: npx chaos-payout explore --strategy naive --fault timeout --schedules 1 --seed 1
`);
  });

  it("finds nothing in the outbox", async () => {
    const schedules = runs(60, 1_000);
    const flags = ["--strategy", "outbox", "--schedules", String(schedules), "--seed", "42"];
    const { code, stdout, stderr } = await chaosPayout(["explore", ...flags]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(withoutCounts(withoutTime(stdout))).toBe(` explore   outbox
   ${schedules} schedules · ${schedules / 5} drawn scenarios · … different orders · … · seed 42
   searched: orders drawn at random
   happened: …
   … of ${schedules} schedules prove nothing: something planned did not happen, or somebody never answered

 ✓ NOTHING FOUND   ${schedules} schedules · exit code 0
   reproduce: npx chaos-payout explore --strategy outbox --schedules ${schedules} --seed 42
`);
  });

  it("tries every order of a scenario within the bound, and says so", async () => {
    const file = join(temporaryFolder(), "last-sats.yaml");
    writeFileSync(
      file,
      "name: last-sats\nprojects: { p: { balance: 1_500 } }\nload: [{ name: all, payouts: 2, concurrency: 2 }]\nrefusals: expected\n",
    );
    const flags = ["--strategy", "outbox", "--search", "exhaustive", "--depth", "1", "--reporter", "json"];
    const { code, stdout } = await chaosPayout(["explore", file, ...flags]);
    const { ended, searches, schedules, given } = JSON.parse(stdout);
    expect([code, ended, schedules, given]).toEqual([0, "complete", 79, ["last-sats"]]);
    expect(searches).toEqual([
      "complete: every order with at most 1 of 26 events held back, for 5 ms, 150 ms, 1500 ms (payments: at most 250 ms)",
    ]);
  });

  it.each([
    [["nonsense"], 'there is no scenario "nonsense": '],
    [["--fault", "time-out"], 'there is no fault "time-out": did you mean "timeout"?'],
  ])("is refused with %j in one line", async (flags, line) => {
    const { code, stdout, stderr } = await chaosPayout(["explore", ...flags]);
    expect([code, stdout]).toEqual([64, ""]);
    expect(stderr.startsWith(`chaos-payout: ${line}`)).toBe(true);
    expect(stderr.split("\n")).toHaveLength(2);
  });

  it("is refused for what only a real process can do", async () => {
    const file = join(temporaryFolder(), "moment.yaml");
    writeFileSync(
      file,
      "name: moment\nprojects: { p: { balance: 100_000 } }\nload: [{ name: all, payouts: 4, concurrency: 1 }]\ncrashes: [{ when: payment-received }]\n",
    );
    const { code, stderr } = await chaosPayout(["explore", file]);
    expect([code, stderr]).toEqual([
      64,
      `chaos-payout: ${file}: a crash at "when: payment-received" needs a real process: only run can do that\n`,
    ]);
  });
});
