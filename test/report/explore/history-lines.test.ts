import { describe, expect, it } from "vitest";
import { historyOf } from "../../../src/explore/history.ts";
import { historyLines } from "../../../src/report/explore/history-lines.ts";
import { createTheme } from "../../../src/report/theme.ts";
import { textWidth } from "../../../src/text/width.ts";
import { entry, event, finding, refundedTooEarly, sent } from "../../explore/traces.ts";

const late = new Map([["wake api1#2", 5]]);
const history = historyOf(refundedTooEarly, finding("paid-not-charged"), { late });

function linesOf(width: number, of = history, colour: 0 | 1 = 0): string {
  return `\n${historyLines(of, width, createTheme(colour)).join("\n")}\n`;
}

describe("a history in lanes", () => {
  it("has a line for each event, and below them what is wrong", () => {
    expect(linesOf(100)).toMatchInlineSnapshot(`
      "
           ms  client    service   ledger     rail     worker
        1   0     •─────────→         │         │         │      1,000 sats
        2   0     │         •─────────→         │         │      charge −1,020 → 98,980
        3   0     ←─────────•         │         │         │      202 pending
        4   1     │         │         │         │         •      takes it
        5   1     │         │         │         •─────────→      look-up: not found
        6   1     │         │         ←───────────────────•      refund +1,020 → 100,000
        7  41     │         │         │         ←─────────•      asked to pay 1,000
        8  42     │         │         │         •         │      settles 1,000

       ✗ paid-not-charged: 1,020 sats were refunded at 6 because the look-up at 5 found nothing; the rail
         settled payout 1 at 8, so the payee has 1,000 sats that nobody was charged for
         also held back: wake api1#2 by 5 ms
      "
    `);
  });

  it("wraps beside narrower lanes", () => {
    expect(linesOf(80)).toMatchInlineSnapshot(`
      "
           ms client  service ledger   rail   worker
        1   0    •───────→       │       │       │     1,000 sats
        2   0    │       •───────→       │       │     charge −1,020 → 98,980
        3   0    ←───────•       │       │       │     202 pending
        4   1    │       │       │       │       •     takes it
        5   1    │       │       │       •───────→     look-up: not found
        6   1    │       │       ←───────────────•     refund +1,020 → 100,000
        7  41    │       │       │       ←───────•     asked to pay 1,000
        8  42    │       │       │       •       │     settles 1,000

       ✗ paid-not-charged: 1,020 sats were refunded at 6 because the look-up at 5
         found nothing; the rail settled payout 1 at 8, so the payee has 1,000 sats
         that nobody was charged for
         also held back: wake api1#2 by 5 ms
      "
    `);
  });

  it("names the lanes where there is no room for them", () => {
    expect(linesOf(60)).toMatchInlineSnapshot(`
      "
        1  0 ms  client → service: 1,000 sats
        2  0 ms  service → ledger: charge −1,020 → 98,980
        3  0 ms  service → client: 202 pending
        4  1 ms  worker: takes it
        5  1 ms  rail → worker: look-up: not found
        6  1 ms  worker → ledger: refund +1,020 → 100,000
        7  41 ms  worker → rail: asked to pay 1,000
        8  42 ms  rail: settles 1,000

       ✗ paid-not-charged: 1,020 sats were refunded at 6 because
         the look-up at 5 found nothing; the rail settled payout 1
         at 8, so the payee has 1,000 sats that nobody was charged
         for
         also held back: wake api1#2 by 5 ms
      "
    `);
  });

  it("says which payout each event is about where there are several", () => {
    const two = historyOf([sent(0), sent(0.25, 2), ...refundedTooEarly.slice(1)], finding("paid-not-charged"), {
      late,
    });
    expect(linesOf(100, two).split("\n").slice(1, 5).join("\n")).toMatchInlineSnapshot(`
      "      ms  payout  client    service   ledger     rail     worker
        1    0       1     •─────────→         │         │         │      1,000 sats
        2  0.3       2     •─────────→         │         │         │      1,000 sats
        3    0       1     │         •─────────→         │         │      charge −1,020 → 98,980"
    `);
    expect(linesOf(60, two).split("\n")[2]).toBe("  2  0.3 ms  client → service: payout 2: 1,000 sats");
  });

  it("says which process and which project where there are several", () => {
    const one = entry(1, "charged", -1_000, 2_000, { text: "charge −1", instance: "api1", projectId: "a" });
    const two = entry(2, "refunded", 1_000, 9_000, { text: "refund +1", instance: "api2", projectId: "b" });
    const lines = linesOf(60, historyOf([one, two], finding("double-paid"), { late }));
    expect(lines).toContain("  api1: charge −1 → 2 in a\n");
    expect(lines).toContain("  api2: refund +1 → 9 in b\n");
    expect(linesOf(60, historyOf([one], finding("double-paid"), { late }))).toContain("  charge −1 → 2\n");
  });

  it.each([60, 72, 80, 100, 120, 200])("stays within %i columns", (width) => {
    for (const line of historyLines(history, width, createTheme(0))) expect(textWidth(line)).toBeLessThanOrEqual(width);
  });

  it("marks in colour what the contradiction names, and says nothing by colour alone", () => {
    const coloured = linesOf(100, history, 1);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters.
    expect(coloured.replace(/\u001b\[\d+m/g, "")).toBe(linesOf(100));
    expect(coloured).toContain("\u001b[31m\u001b[1m  5\u001b[22m\u001b[39m");
  });

  it("prints no control characters of a service", () => {
    const hostile = historyOf(
      [event(0, "answered", "service", { to: "client", text: "504 \u001b[2J\nEVIL" })],
      finding("double-paid"),
      { late },
    );
    expect(linesOf(100, hostile)).toContain("504  EVIL");
  });
});
