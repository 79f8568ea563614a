import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { TargetError } from "../../src/service/target.ts";
import { reconciledOn } from "../../src/testing/reconciled-url.ts";

/** The rows of a payout API that is nothing but its answers; a test moves them as it likes. */
interface Books {
  balance: number;
  held?: number;
  payouts: object[];
  /** Undefined for an API that lists no entries. */
  entries: object[] | undefined;
}

let server: Server | undefined;

afterEach(() => server?.close());

/** Answers from the books, and ignores `after`. */
async function serve(books: Books): Promise<string> {
  server = createServer(({ url = "" }, response) => {
    const { balance, held = 0, payouts, entries } = books;
    const list = url.includes("/payouts") ? { payouts } : entries && { entries };
    const data = url.endsWith("/balance") ? { balance, held } : list;
    response.writeHead(data === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify({ success: data !== undefined, data }));
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const paid = { id: "po_2", idempotencyKey: "k2", gamertag: "alice", status: "completed", amount: 1_000 };
const charge = { id: "e_2", payoutId: "po_2", cause: "charge", amount: -1_020 };
const older = { id: "e_1", cause: "deposit", amount: 5_000 };

describe("reconciled", () => {
  it("is not misled by entries that were there before, in whatever order the API lists them", async () => {
    const books: Books = { balance: 5_000, payouts: [], entries: [older, { ...older, id: "e_0" }] };
    const target = await serve(books);
    const answer = await reconciledOn({ target }, "shop", () => {
      books.payouts.push(paid);
      books.entries?.unshift(charge);
      books.balance -= 1_020;
      return "paid";
    });
    expect(answer).toBe("paid");
  });

  it("proves nothing where an API calls what it paid otherwise", async () => {
    const books: Books = { balance: 5_000, payouts: [], entries: [] };
    const target = await serve(books);
    const run = reconciledOn({ target, drainMs: 400 }, "shop", () => {
      books.payouts.push({ ...paid, status: "settled" });
      books.entries?.push(charge);
      books.balance -= 1_020;
    });
    await expect(run).rejects.toThrow(/^nothing is proved: .*; give the node, which knows what was paid$/);
  });

  it("needs no words where the node is there to say what was paid", async () => {
    const books: Books = { balance: 5_000, payouts: [], entries: [] };
    const target = await serve(books);
    const settlements: { payee: string; amountSats: number }[] = [];
    const node = { url: "", settlements, inFlight: 0, fail() {}, heal() {}, async close() {} };
    await reconciledOn({ target, node, drainMs: 400 }, "shop", () => {
      settlements.push({ payee: "alice", amountSats: 1_000 });
      books.payouts.push({ ...paid, status: "settled" });
      books.entries?.push(charge);
      books.balance -= 1_020;
    });
  });

  it("waits for a refund that comes late, as long as the drain lasts, and not when nothing is open", async () => {
    const books: Books = { balance: 5_000, payouts: [], entries: [] };
    const target = await serve(books);
    const refund = { ...charge, id: "e_3", cause: "refund", amount: 1_020 };
    await reconciledOn({ target, drainMs: 20_000 }, "shop", () => {
      books.payouts.push({ ...paid, status: "expired" });
      books.entries?.push(charge);
      books.balance -= 1_020;
      setTimeout(() => {
        books.entries?.push(refund);
        books.balance += 1_020;
      }, 900);
    });
    const startedMs = performance.now();
    await reconciledOn({ target, drainMs: 20_000 }, "shop", () => {});
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });

  it("finds what a run finds: money that is still held for a payout that is final", async () => {
    const books: Books = { balance: 5_000, payouts: [], entries: [] };
    const target = await serve(books);
    const run = reconciledOn({ target, drainMs: 400 }, "shop", () => {
      books.payouts.push(paid);
      books.entries?.push(charge);
      books.balance -= 1_020;
      books.held = 999_999;
    });
    await expect(run).rejects.toThrow(/shop does not balance[\s\S]*unexplained-change: shop · .*999,999/);
  });

  it("says that a deposit cannot be seen where the API lists no entries", async () => {
    const books: Books = { balance: 5_000, payouts: [], entries: undefined };
    const target = await serve(books);
    const run = reconciledOn({ target, drainMs: 400 }, "shop", () => {
      books.balance += 500;
    });
    await expect(run).rejects.toThrow(
      /before 5,000 · deposited 0 · 0 settled for 0\n {2}expected 5,000 · actual 5,500[\s\S]*lists no entries, so what was deposited meanwhile is drift/,
    );
  });

  it("proves nothing where the entries could be listed before the test and not after it", async () => {
    const books: Books = { balance: 5_000, payouts: [], entries: [older] };
    const target = await serve(books);
    const run = reconciledOn({ target, drainMs: 400 }, "shop", () => {
      books.entries = undefined;
    });
    await expect(run).rejects.toThrow(/^nothing is proved: /);
  });

  it("leaves the failure of the body as it is", async () => {
    const target = await serve({ balance: 5_000, payouts: [], entries: [] });
    const own = new TargetError("unreachable", "mine");
    await expect(reconciledOn({ target }, "shop", () => Promise.reject(own))).rejects.toBe(own);
  });

  it("does not begin while the node is still paying for what came before", async () => {
    const target = await serve({ balance: 5_000, payouts: [], entries: [] });
    const node = { url: "", settlements: [], inFlight: 2, fail() {}, heal() {}, async close() {} };
    const run = reconciledOn({ target, node }, "shop", () => {});
    await expect(run).rejects.toThrow("payments were in flight at the node before the test began: 2");
  });
});
