import { expect, it } from "vitest";
import { requestDelayed } from "../../src/wire/request-delayed.ts";
import { scriptedWire } from "./scripted-wire.ts";

it("a delayed request arrives only after its caller has given up, and is under way until it is through", async () => {
  const { clock, seen, sent } = scriptedWire(requestDelayed);
  const done = sent();
  await clock.advance(10_000);
  await done;
  expect(seen).toEqual([
    ...["2000 caller: unknown 0 CLIENT_TIMEOUT", "2030 fired", "2030 arrives"],
    ...["2040 done", "2040 nothing under way"],
  ]);
});
