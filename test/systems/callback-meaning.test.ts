import { expect, it, onTestFinished } from "vitest";
import type { Answer } from "../../src/domain/send.ts";
import { startCallbackServer } from "../../src/systems/callback-server.ts";
import { paid } from "../service/service-of.ts";

it("what a callback says is kept as short as an answer, and without secrets", async () => {
  const callbacks = { path: "/hooks", id: "id", key: "key", state: "state", states: { done: paid } };
  const server = await startCallbackServer(callbacks, "s", (text) => text.replaceAll("hunter2", "REDACTED"));
  onTestFinished(() => server.close());
  const told: Answer[] = [];
  server.listen((_payout, _attempt, answer) => told.push(answer));
  const call = async (body: object) => {
    const { status } = await fetch(server.url, { method: "POST", body: JSON.stringify({ key: "s_1", ...body }) });
    expect(status).toBe(200);
  };
  await call({ id: `hunter2${"x".repeat(400)}`, state: "done" });
  await call({ id: "po_1", state: `odd ${"x".repeat(100_000)}` });
  await call({ id: "po_1", state: "hunter2" });
  const unknown = { outcome: "unknown", reason: "service-error", status: 0, payoutId: "po_1" } as const;
  expect(told).toEqual([
    { outcome: "paid", reason: "none", status: 0, code: "", payoutId: `REDACTED${"x".repeat(247)}…` },
    { ...unknown, code: "OTHER" },
    { ...unknown, code: "REDACTED" },
  ]);
});
