import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { serviceMenu } from "../../../src/cli/explore-service/menu.ts";
import { resetText } from "../../../src/cli/explore-service/text.ts";
import { renderProblems } from "../../../src/document/problem.ts";
import { parseServiceBytes } from "../../../src/service/schema/parse.ts";
import type { ServiceUnderTest } from "../../../src/systems/service-under-test.ts";

function example(name: string): ServiceUnderTest {
  const environment = { WALLET_DB: "wallet.db", GAME_DB: "game.db" };
  const file = `examples/${name}/${name}.service.yaml`;
  const parsed = parseServiceBytes(readFileSync(file), file, { environment });
  if (!parsed.ok) throw new Error(renderProblems(parsed.problems));
  return { service: parsed.service, environment };
}

const python = example("wallet-python");
const game = example("game-backend");

describe("what is drawn for a service", () => {
  it("has nothing in it that its provider cannot do, and says why", async () => {
    const { menu, leftOut } = await serviceMenu(game);
    expect(menu.faults).not.toContain("contradictory");
    expect(leftOut).toContainEqual({
      what: "contradictory",
      because: "ZBD answers with data or with an error, never with both",
    });
  });

  it("has callbacks in it only where somebody is called back", async () => {
    expect((await serviceMenu(python)).menu.told).toEqual([]);
    expect((await serviceMenu(game)).menu.told).toEqual(["service"]);
  });

  it("leaves out what no service survives", async () => {
    const { menu, leftOut } = await serviceMenu(python);
    expect(menu.faults).not.toContain("failed-but-settles");
    expect(menu.keys).toEqual(["same"]);
    expect(leftOut.map(({ what }) => what)).toEqual([
      "failed-but-settles",
      "event-lost",
      "event-duplicated",
      "event-delayed",
      "event-early",
      "retries under a fresh key",
    ]);
  });

  it("interrupts only what we start", async () => {
    expect((await serviceMenu(python)).menu.interruptions).toEqual(["kill", "terminate", "pause"]);
    const { menu, leftOut } = await serviceMenu({ ...python, url: "http://127.0.0.1:8000" });
    expect(menu.interruptions).toEqual([]);
    expect(leftOut.map(({ what }) => what)).toContain("interruptions");
  });

  it("sends nothing again where the service takes no key", async () => {
    const { payout } = python.service;
    const [step] = payout.steps;
    const keyless = { ...step, call: { ...step.call, body: null } };
    const { menu } = await serviceMenu({
      ...python,
      service: { ...python.service, payout: { ...payout, steps: [keyless] } },
    });
    expect([menu.hasKeys, menu.faults.includes("request-duplicated")]).toEqual([false, false]);
  });

  it("pays with its own accounts, and knows whether a payout can be looked up", async () => {
    const { menu } = await serviceMenu(python);
    expect([menu.projects, menu.hasKeys, menu.hasLookup]).toEqual([["alice", "bob"], true, false]);
  });
});

describe("what is reset between two runs", () => {
  it("is said, and what is not as well", () => {
    const { start } = python.service;
    if (start === null) throw new Error("the example has a start");
    const asFound = { ...python, service: { ...python.service, start: { ...start, before: [] } } };
    expect([python, asFound, { ...python, url: "http://127.0.0.1:8000" }].map(resetText)).toEqual([
      "each run starts the service anew, after python3 reset.py",
      "each run starts the service anew; its books are not reset, because its file has no start.before: each run begins with the balance that it finds",
      "the service runs elsewhere, so nothing of it is reset between runs: each has keys and payees of its own, and begins with the balance that it finds",
    ]);
  });
});
