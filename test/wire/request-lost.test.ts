import { expect, it } from "vitest";
import { requestLost } from "../../src/wire/request-lost.ts";
import { scriptedWire } from "./scripted-wire.ts";

it("a lost request never reaches the API, and its caller sees a reset", async () => {
  const { clock, seen, sent } = scriptedWire(requestLost);
  const done = sent();
  await clock.advance(10_000);
  await done;
  expect(seen).toEqual(["0 fired", "0 caller: unknown 0 ECONNRESET"]);
});
