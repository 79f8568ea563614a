import { request } from "undici";
import { describe, expect, it, onTestFinished } from "vitest";
import { startCallbackServer } from "../../src/systems/callback-server.ts";

const callbacks = {
  path: "/hooks",
  id: "uid",
  key: "key",
  state: "state",
  states: { paid: { means: "paid", because: "none" } },
} as const;

async function listening() {
  const server = await startCallbackServer(callbacks, "run", (text) => text);
  onTestFinished(() => server.close());
  const heard: string[] = [];
  server.listen((payout, attempt, { outcome }) => void heard.push(`${payout}/${attempt} ${outcome}`));
  const post = async (body: string, headers: Record<string, string> = {}) => {
    const answer = await request(server.url, { method: "POST", headers, body });
    await answer.body.dump();
    return answer.statusCode;
  };
  return { post, heard };
}

describe("the callback server", () => {
  it("hears of a payout by its key", async () => {
    const { post, heard } = await listening();
    expect(await post('{"key": "run_7", "state": "paid"}')).toBe(200);
    expect(await post('{"key": "other_7", "state": "paid"}')).toBe(200);
    expect(await post("nonsense")).toBe(400);
    expect(heard).toEqual(["7/1 paid"]);
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
