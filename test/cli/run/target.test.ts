import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { addTargetOptions } from "../../../src/cli/commands/options.ts";
import { UsageError } from "../../../src/cli/errors.ts";
import { refuseRemote, type TargetFlags, targetOf, targetWords } from "../../../src/cli/run/target.ts";
import { blank } from "../../service/service-of.ts";

const refusal = (target: string) => {
  try {
    return targetOf({ target });
  } catch (error) {
    return error;
  }
};

describe("a service on another machine", () => {
  const environment = { WALLET: "https://wallet.example" };
  const refused = (text: string, url?: string, isAllowed = false) => {
    const check = () => refuseRemote({ service: { ...blank, url: text }, environment, url }, isAllowed);
    return expect(check);
  };

  it("has to be wanted, wherever its address stands", () => {
    const message = "wallet.example is not this machine, and real payouts would be sent to it: add --allow-remote";
    refused("https://wallet.example/api").toThrow(message);
    refused("${env:WALLET}/api").toThrow(message);
    refused("http://127.0.0.1:${service.port}", "https://wallet.example").toThrow(message);
    refused("${env:WALLET}/api", undefined, true).not.toThrow();
    refused("http://127.0.0.1:${service.port}").not.toThrow();
    refused("http://127.0.0.1:3000", "http://me:secret@127.0.0.1:3000").toThrow("--target must not contain a secret");
  });
});

describe("--target", () => {
  it.each([
    ["nonsense", '--target must be the address of a payout API, such as http://127.0.0.1:3000 (got "nonsense")'],
    [
      "ftp://127.0.0.1",
      '--target must be the address of a payout API, such as http://127.0.0.1:3000 (got "ftp://127.0.0.1")',
    ],
    ...["http://127.0.0.1:3000/?token=secret", "http://127.0.0.1:3000/#secret", "ftp://me:secret@127.0.0.1"].map(
      (url) => [
        url,
        "--target must be the address of a payout API, such as http://127.0.0.1:3000 (got one with a query, a fragment or a password)",
      ],
    ),
    [
      "http://payouts.example",
      "payouts.example is not this machine, and real payouts would be sent to it: add --allow-remote if you want that",
    ],
    [
      "http://127.0.0.1.example",
      "127.0.0.1.example is not this machine, and real payouts would be sent to it: add --allow-remote if you want that",
    ],
    [
      "http://me:secret@127.0.0.1:3000",
      "--target must not contain a secret, because reports show it: put the header's value into CHAOS_PAYOUT_AUTHORIZATION",
    ],
  ])("%s is refused", (target, message) => {
    expect(refusal(target)).toEqual(new UsageError(message));
  });

  it("accepts this machine, and another one with --allow-remote", () => {
    expect(targetOf({ target: "http://127.0.0.1:3000" })?.url).toBe("http://127.0.0.1:3000");
    const remote = { target: "http://payouts.example", allowRemote: true };
    expect(targetOf(remote)?.url).toBe("http://payouts.example");
  });
});

describe("the flags that describe a target", () => {
  const parsed = (...words: string[]): TargetFlags => {
    const command = addTargetOptions(new Command().exitOverride().configureOutput({ writeErr: () => {} }));
    return command.parse(words, { from: "user" }).opts<TargetFlags>();
  };
  const target = "http://127.0.0.1:3000";
  const foreign = (...words: string[]) => targetOf({ ...parsed("--target", target, ...words) });

  it("are read in their units", () => {
    expect(foreign("--rail-port", "8181", "--stale-reads", "0.3s", "--may-hold", "0.5%,5")).toMatchObject({
      railPort: 8_181,
      staleReadsMs: 300,
      mayHold: { ppm: 5_000, atLeastMsat: 5_000 },
    });
    expect(foreign("--injected-timeouts", "unknown")).toMatchObject({ injectedTimeouts: "unknown" });
  });

  it.each([
    ["5", { ppm: 0, atLeastMsat: 5_000 }],
    ["0.125", { ppm: 0, atLeastMsat: 125 }],
    ["100%", { ppm: 1_000_000, atLeastMsat: 0 }],
    ["0", { ppm: 0, atLeastMsat: 0 }],
  ])("may be to hold %s", (text, mayHold) => {
    expect(parsed("--may-hold", text).mayHold).toEqual(mayHold);
  });

  it.each([
    ["--may-hold", ""],
    ["--may-hold", ","],
    ["--may-hold", "5,"],
    ["--may-hold", "0.5%5"],
    ["--may-hold", "5%%"],
    ["--may-hold", "101%"],
    ["--may-hold", "five"],
    ["--may-hold", "0.0001"],
    ["--stale-reads", "300"],
    ["--stale-reads", "2m"],
    ["--stale-reads", "61s"],
    ["--rail-port", "0"],
    ["--rail-port", "65536"],
    ["--injected-timeouts", "maybe"],
  ])("is refused as %s %j", (flag, value) => {
    expect(() => parsed(flag, value)).toThrow(/is invalid/);
  });

  it("return in the command that repeats the run", () => {
    const words = ["--target", target, "--rail-port", "8181", "--stale-reads", "300ms", "--may-hold", "0.5%,5"];
    expect(targetWords(parsed(...words))).toEqual(words);
    for (const share of ["5", "0.125", "0.5%", "0"]) {
      expect(targetWords(parsed("--may-hold", share))).toEqual(["--may-hold", share]);
    }
    expect(targetWords(parsed("--injected-timeouts", "unknown"))).toEqual(["--injected-timeouts", "unknown"]);
  });

  it("are refused without a target", () => {
    const flags = { ...parsed("--rail-port", "8181", "--may-hold", "5") };
    expect(() => targetOf(flags)).toThrow(new UsageError("--rail-port and --may-hold need a target: add --target URL"));
  });

  it("cannot declare what our node knows", () => {
    expect(() => foreign("--rail-port", "8181", "--injected-timeouts", "unknown")).toThrow(
      new UsageError("--injected-timeouts cannot be combined with --rail-port: our node knows what was paid"),
    );
  });
});
