import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { alertsCommand } from "../../../src/cli/actions/alerts.ts";
import { temporaryFolder } from "../../embedded/ledger/temporary-ledger.ts";
import { GOOD } from "../../scenario/text.ts";

/** A folder with scenarios that have these lines below a good one. */
function folderOf(scenarios: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, lines] of Object.entries(scenarios)) {
    writeFileSync(join(folder, `${name}.yaml`), `${GOOD.replace("name: small", `name: ${name}`)}${lines}`);
  }
  return folder;
}

const names = (text: string) => [...text.matchAll(/- alert: (\w+)/g)].map(([, name]) => name);

describe("alerts", () => {
  it("prints the two built-in alerts without a scenario", async () => {
    const { text, notice } = await alertsCommand([], folderOf({}));
    expect([names(text), notice]).toEqual([["PaymentTimeoutRate", "BalanceMismatch"], ""]);
  });

  it("prints each alert of several scenarios once, and says which have no metric", async () => {
    const slow = "Slow: { when: payout_duration p(95) > 1s }";
    const folder = folderOf({
      a: `alerts: { ${slow}, Lost: { when: unknown > 0 } }\n`,
      b: `alerts: { ${slow}, Refused: { when: refused > 0 } }\n`,
    });
    const { text, notice } = await alertsCommand(["./a.yaml", "./b.yaml"], folder);
    expect(names(text)).toEqual(["PaymentTimeoutRate", "BalanceMismatch", "Slow"]);
    expect(notice).toBe(
      "chaos-payout: Lost and Refused have no metric in /metrics, so they are comments at the end of the file\n",
    );
  });

  it("refuses one name for two conditions", async () => {
    const folder = folderOf({ a: "", b: "alerts: { PaymentTimeoutRate: { when: timeout_rate > 5% } }\n" });
    await expect(alertsCommand(["./a.yaml", "./b.yaml"], folder)).rejects.toThrow(
      "the alert PaymentTimeoutRate is timeout_rate > 2% (warning) in a.yaml and timeout_rate > 5% (warning) in b.yaml, but it can have only one rule: name only one of the files",
    );
  });
});
