import { request } from "undici";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/domain/clock.ts";
import type { Answer } from "../../src/domain/send.ts";
import { createCallbackDoor, noCallbackFaults } from "../../src/systems/callback-door.ts";
import { startCallbackServer } from "../../src/systems/callback-server.ts";

const callbacks = {
  path: "/hooks",
  id: "uid",
  key: "key",
  state: "state",
  states: { paid: { means: "paid", because: "none" } },
} as const;

async function listening() {
  const door = createCallbackDoor({ ...noCallbackFaults, keyPrefix: "run", clock: systemClock });
  const server = await startCallbackServer(callbacks, (text) => text.replaceAll("hunter2", "REDACTED"), door);
  onTestFinished(() => server.close());
  const heard: string[] = [];
  const told: Answer[] = [];
  door.listen((payout, attempt, answer) => {
    heard.push(`${payout}/${attempt} ${answer.outcome}`);
    told.push(answer);
  });
  const post = async (body: string, headers: Record<string, string> = {}) => {
    const answer = await request(server.url, { method: "POST", headers, body });
    await answer.body.dump();
    return answer.statusCode;
  };
  return { post, heard, told };
}

describe("the callback server", () => {
  it("hears of a payout by its key", async () => {
    const { post, heard } = await listening();
    expect(await post('{"key": "run_7", "state": "paid"}')).toBe(200);
    expect(await post('{"key": "other_7", "state": "paid"}')).toBe(200);
    expect(await post("nonsense")).toBe(400);
    expect(heard).toEqual(["7/1 paid"]);
  });

  it("keeps what it hears as short as an answer, and without secrets", async () => {
    const { post, told } = await listening();
    const say = (uid: string, state: string) => post(JSON.stringify({ key: "run_7", uid, state }));
    await say(`hunter2${"x".repeat(400)}`, "paid");
    await say("po_1", `odd ${"x".repeat(100_000)}`);
    await say("po_1", "hunter2");
    const unknown = { outcome: "unknown", reason: "service-error", status: 0, payoutId: "po_1" } as const;
    expect(told).toEqual([
      { outcome: "paid", reason: "none", status: 0, code: "", payoutId: `REDACTED${"x".repeat(247)}…` },
      { ...unknown, code: "OTHER" },
      { ...unknown, code: "REDACTED" },
    ]);
  });

  it.each([
    ["of another origin", { origin: "https://page.example" }],
    ["under its own name", { host: "page.example" }],
  ])("does not listen to a web page %s", async (_, headers) => {
    const { post, heard } = await listening();
    expect(await post('{"key": "run_7", "state": "paid"}', headers)).toBe(403);
    expect(heard).toEqual([]);
  });
});
