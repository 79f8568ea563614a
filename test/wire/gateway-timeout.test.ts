import { describe, expect, it } from "vitest";
import { noAnswer } from "../../src/domain/send.ts";
import { gatewayTimeout } from "../../src/wire/gateway-timeout.ts";
import { scriptedWire } from "./scripted-wire.ts";

describe("a gateway timeout", () => {
  it("replaces the answer of an API that has done its work", async () => {
    const { clock, seen, sent } = scriptedWire(gatewayTimeout);
    const done = sent();
    await clock.advance(10_000);
    await done;
    expect(seen).toEqual(["0 arrives", "10 done", "10 fired", "10 caller: unknown 504"]);
  });

  it("does not replace the answer of another gateway, behind which the API may have done nothing", async () => {
    const busy = { outcome: "unknown", reason: "gateway", status: 503, code: "", payoutId: "" } as const;
    const { clock, seen, sent } = scriptedWire(gatewayTimeout, [{ answer: busy, afterMs: 1 }]);
    const done = sent();
    await clock.advance(10_000);
    await done;
    expect(seen).toEqual(["0 arrives", "1 done", "1 caller: unknown 503"]);
  });

  it("does not happen where the API gave no answer", async () => {
    const { clock, seen, sent } = scriptedWire(gatewayTimeout, [{ answer: noAnswer("ECONNREFUSED"), afterMs: 1 }]);
    const done = sent();
    await clock.advance(10_000);
    await done;
    expect(seen).toEqual(["0 arrives", "1 done", "1 caller: unknown 0 ECONNREFUSED"]);
  });
});
