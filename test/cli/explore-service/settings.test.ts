import { describe, expect, it } from "vitest";
import { readServiceFlags, refuseServiceFlags } from "../../../src/cli/explore-service/settings.ts";

const service = "wallet.service.yaml";

describe("the flags of explore --service", () => {
  it("give a minute, one process and a seed of their own", () => {
    const { forMs, environments, words } = readServiceFlags([], { service });
    expect([forMs, environments, words]).toEqual([60_000, [process.env], ["--service", service]]);
  });

  it("give each process at once a variable of its own", () => {
    const { environments } = readServiceFlags([], { service, atOnce: 2, each: ["DB=/tmp/{n}.db", "NAME=wallet-{n}"] });
    expect(environments.map(({ DB, NAME }) => [DB, NAME])).toEqual([
      ["/tmp/1.db", "wallet-1"],
      ["/tmp/2.db", "wallet-2"],
    ]);
  });

  it.each([
    [{ atOnce: 2 }, "--at-once needs --each"],
    [{ atOnce: 2, each: ["A={n}"], target: "http://127.0.0.1:1" }, "--at-once cannot be combined with --target"],
    [{ atOnce: 2, each: ["A={n}"], rail: "http://127.0.0.1:1" }, "--at-once cannot be combined with --rail"],
    [
      { target: "wallet" },
      '--target must be the address of a payout API, such as http://127.0.0.1:3000 (got "wallet")',
    ],
    [{ rail: "wallet" }, "--rail must be the address of a rail's control port"],
    [{ each: ["DB=/tmp/books.db"] }, "--each must be a variable and a value with {n} in it"],
    [{ strategy: "naive" }, "--strategy cannot be combined with --service"],
    [{ schedules: 3 }, "--schedules cannot be combined with --service"],
    [{ reporter: ["text", "json=out.json"] }, "--reporter json=out.json cannot be combined with --service"],
  ])("%j is refused", (flags, says) => {
    expect(() => readServiceFlags([], { service, ...flags })).toThrow(says);
  });

  it.each([
    [{ target: "http://127.0.0.1:3000" }, "--target needs --service"],
    [{ atOnce: 2 }, "--at-once needs --service"],
    [{ allowRemote: true }, "--allow-remote needs --service"],
  ])("%j without a service is refused: it would be another API that passes", (flags, says) => {
    expect(() => refuseServiceFlags(flags)).toThrow(says);
    expect(() => refuseServiceFlags({ seed: 1 })).not.toThrow();
  });

  it("go without scenarios", () => {
    expect(() => readServiceFlags(["late-settle"], { service })).toThrow("--service draws its own scenarios");
  });
});
