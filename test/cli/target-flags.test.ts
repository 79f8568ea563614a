import { describe, expect, it } from "vitest";
import { foreignTarget } from "../../src/cli/commands/target-flags.ts";
import { UsageError } from "../../src/cli/usage-error.ts";

const refusal = (target: string) => {
  try {
    return foreignTarget({ target, reporter: [], set: [] });
  } catch (error) {
    return error;
  }
};

describe("--target", () => {
  it.each([
    ["nonsense", '--target is the address of a payout API, as in http://127.0.0.1:3000, and "nonsense" is none'],
    [
      "ftp://127.0.0.1",
      '--target is the address of a payout API, as in http://127.0.0.1:3000, and "ftp://127.0.0.1" is none',
    ],
    [
      "http://payouts.example",
      "payouts.example is not this machine, and payouts would really go there: add --allow-remote if that is what you want",
    ],
    [
      "http://127.0.0.1.example",
      "127.0.0.1.example is not this machine, and payouts would really go there: add --allow-remote if that is what you want",
    ],
    [
      "http://me:secret@127.0.0.1:3000",
      "--target holds a secret, and reports would show it: leave it out, and put the header's value into CHAOS_PAYOUT_AUTHORIZATION",
    ],
  ])("%s is refused", (target, message) => {
    expect(refusal(target)).toEqual(new UsageError(message));
  });

  it("that is on this machine is taken, and another one with --allow-remote", () => {
    expect(foreignTarget({ target: "http://127.0.0.1:3000", reporter: [], set: [] })?.url).toBe(
      "http://127.0.0.1:3000",
    );
    const remote = { target: "http://payouts.example", allowRemote: true, reporter: [], set: [] };
    expect(foreignTarget(remote)?.url).toBe("http://payouts.example");
  });
});
