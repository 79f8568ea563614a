import { describe, expect, it } from "vitest";
import { explainCommand } from "../../src/cli/actions/explain.ts";
import { chaosPayout } from "./program.ts";

describe("chaos-payout explain", () => {
  it.each([[undefined], ["late-settle"], ["Charged-Not-Paid"]])(
    "prints what it has to say of %s and ends well",
    async (name) => {
      const ended = await chaosPayout(["explain", ...(name === undefined ? [] : [name])]);
      expect(ended).toEqual({
        code: 0,
        signal: null,
        stdout: explainCommand(name, { colour: 0, width: 100 }),
        stderr: "",
      });
    },
  );

  it("ends with 64 on a name that nothing has, with a way out", async () => {
    expect(await chaosPayout(["explain", "charged-not-payed"])).toEqual({
      code: 64,
      signal: null,
      stdout: "",
      stderr:
        'chaos-payout: unknown name "charged-not-payed": did you mean "charged-not-paid"? `chaos-payout explain` lists every name\n',
    });
  });
});
