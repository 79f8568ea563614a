import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { explainCommand, explainOrSuggest } from "../../src/cli/actions/explain.ts";
import { UsageError } from "../../src/cli/errors.ts";
import { explainedNames, families } from "../../src/explain/index.ts";
import { textWidth } from "../../src/text/width.ts";

const plain = { colour: 0, width: 80 } as const;

describe("explain", () => {
  it("tells what a finding is, how it comes about, what fixes it and where it was seen", () => {
    expect(explainCommand("overdraft", plain)).toBe(` overdraft   finding

 a balance went below zero because payouts raced for the last sats

 How it happens
   The balance is read, checked and charged in separate steps, so concurrent
   payouts all pass the check on the same sats.

 What fixes it
   Check and charge in one statement: subtract only if the balance is
   sufficient, and look at the number of changed rows. A constraint that the
   balance is at least zero is the second line of defence.

 Seen in
   getAlby/hub #1222   concurrent payments raced the balance check
`);
  });

  it("tells of a name in two families twice, and is silent about incidents where none is known", () => {
    expect(explainCommand("stuck", plain)).toBe(` stuck   verdict

 a payout never reached a final state, although the node is done

 How it happens
   The faults were cleared and the node has decided, but the API still reports a
   payout as pending, because nothing finishes it. The exit code is 3.

 What to do about it
   Let a sweeper ask the node about every pending payout (chaos-payout explain
   stuck-pending). If the API only needs more time, raise the drain of the
   scenario.


 stuck   payment fault

 never resolves until healed, then settles

 How it happens
   A node on the route neither settles nor fails the HTLC. The payment stays in
   flight for as long as its HTLC does, and it is not safe to return the money
   before the node has decided.

 What survives it
   tracked-saga and outbox: they answer 202, keep the hold, and keep asking.
   snapshot-rollback, rollback and saga return the money on the timeout, and
   lose it when the payment settles (paid-not-charged).

 Seen in
   lnd #4788   a payment stayed in flight for ever
   lnd #5396   a payment stayed in flight for ever, and nobody could say whether
               a refund was safe
   lnd #7697   a payment stayed in flight for ever
`);
  });

  it("takes a name in upper case for the same name", () => {
    expect(explainCommand("OVERDRAFT", plain)).toBe(explainCommand("overdraft", plain));
  });

  it("puts colour on names and headings only", () => {
    const coloured = explainCommand("pay-again", { colour: 1, width: 80 });
    const [, ...bold] = coloured.split("\u001b[1m").map((text) => text.split("\u001b[22m")[0]);
    expect(bold).toEqual(["pay-again", "Where you meet it", "What is safe with it"]);
    expect(stripVTControlCharacters(coloured)).toBe(explainCommand("pay-again", plain));
  });

  it("lists every name of every family without one", () => {
    const lists = explainCommand(undefined, plain).split("\n\n");
    expect(lists.pop()).toBe(" chaos-payout explain NAME shows its cause and what to do about it.\n");
    expect(lists.map((list) => list.split("\n")[0])).toEqual(families.map(({ title }) => ` ${title}`));
    expect(lists.map((list) => [...list.matchAll(/^ {3}(\S+)/gm)].map(([, name]) => name))).toEqual(
      families.map(({ texts }) => Object.keys(texts)),
    );
  });

  it.each([60, 80, 200])("stays within %d columns", (width) => {
    const screens = [undefined, ...explainedNames].map((name) => explainCommand(name, { colour: 0, width }));
    const lines = screens.flatMap((screen) => screen.split("\n"));
    expect(lines.filter((line) => textWidth(line) > width || line.endsWith(" "))).toEqual([]);
  });

  it("refuses a name that nothing has, and guesses which was meant", () => {
    expect(() => explainCommand("paid_not_chargd", plain)).toThrow(
      new UsageError(
        'unknown name "paid_not_chargd": did you mean "paid-not-charged"? `chaos-payout explain` lists every name',
      ),
    );
    expect(() => explainCommand("weather", plain)).toThrow(
      new UsageError('unknown name "weather": `chaos-payout explain` lists every name'),
    );
  });

  it("shows the way to whoever names a scenario, and explains what has a name of its own", async () => {
    await expect(explainOrSuggest("lnbits-138", plain, "/")).rejects.toThrow(
      new UsageError('"lnbits-138" is a scenario: `chaos-payout plan lnbits-138` shows what it does'),
    );
    // A fault and a scenario.
    expect(await explainOrSuggest("late-settle", plain, "/")).toBe(explainCommand("late-settle", plain));
  });
});
