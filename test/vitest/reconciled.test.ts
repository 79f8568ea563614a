import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { TargetError } from "../../src/target/target.ts";
import { reconciledOn } from "../../src/vitest/reconciled.ts";

/** The rows of a payout API that is nothing but its answers; a test moves them as it likes. */
interface Books {
  balance: number;
  payouts: object[];
  /** Undefined for an API that lists no entries. */
  entries: object[] | undefined;
}

let server: Server | undefined;

afterEach(() => server?.close());

/** Answers from the books, and ignores `after`. */
async function serve(books: Books): Promise<string> {
  server = createServer(({ url = "" }, response) => {
    const { balance, payouts, entries } = books;
    const list = url.includes("/payouts") ? { payouts } : entries && { entries };
    const data = url.endsWith("/balance") ? { balance } : list;
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
    const run = reconciledOn({ target }, "shop", () => {
      books.payouts.push({ ...paid, status: "settled" });
      books.entries?.push(charge);
      books.balance -= 1_020;
    });
    await expect(run).rejects.toThrow('nothing is proved: po_2 is listed as "settled", which is none of completed');
  });

  it("says that a deposit cannot be seen where the API lists no entries", async () => {
    const books: Books = { balance: 5_000, payouts: [], entries: undefined };
    const target = await serve(books);
    const run = reconciledOn({ target }, "shop", () => {
      books.balance += 500;
    });
    await expect(run).rejects.toThrow(
      /drift \+500 sats[\s\S]*lists no entries, so what was deposited meanwhile is drift/,
    );
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
