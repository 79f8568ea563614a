import { afterEach, describe, expect, it } from "vitest";
import { loadService, reconciled, startRail, type TestRail, type TestService } from "../../src/testing/index.ts";
import { startWallet, type Wallet, type WalletShape } from "./wallet.ts";

const ends: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

interface Stage {
  readonly rail: TestRail;
  readonly wallet: Wallet;
  readonly service: TestService;
}

async function stage(shape: WalletShape = {}): Promise<Stage> {
  const rail = await startRail({ dialects: ["lnbits"], tls: false });
  ends.push(() => rail.close());
  const wallet = await startWallet(() => rail, shape);
  ends.push(() => wallet.close());
  const service = await loadService(wallet.file, { rail, url: wallet.url });
  ends.push(() => service.close());
  return { rail, wallet, service };
}

/** As the tests of the service itself would ask it. */
async function withdraw({ url }: Wallet, body: object): Promise<string> {
  const answer = await fetch(`${url}/withdraw`, { method: "POST", body: JSON.stringify(body) });
  return ((await answer.json()) as { readonly state: string }).state;
}

const quick = { drainMs: 400 };

describe("a service of a file", () => {
  it("pays who is named, and tells its answer and its balance", async () => {
    const { service, rail } = await stage();
    const answer = await service.pay({ amount: 1_000, payee: "ada" });
    expect(answer).toMatchObject({ outcome: "paid", status: 200, payee: "ada", amountMsat: 1_000_000 });
    expect(rail.settlements).toEqual([{ payee: "ada", amountMsat: 1_000_000, feeMsat: 0 }]);
    expect(await service.balance()).toEqual({ balanceMsat: 98_990_000, heldMsat: 0 });
    expect([await service.entries(), await service.payouts()]).toEqual([[], []]);
  });

  it("sends the same invoice again under the same key, and another one under another", async () => {
    const { service, rail } = await stage();
    const { key } = await service.pay({ amount: 10, payee: "ada" });
    await service.pay({ amount: 10, payee: "ada", key });
    await service.pay({ amount: 10, payee: "ada" });
    expect(rail.settlements).toHaveLength(2);
  });

  it("needs the account where there are several", async () => {
    const { service } = await stage({ accounts: ["main", "bonus"] });
    expect(service.accounts).toEqual(["main", "bonus"]);
    await expect(service.pay({ amount: 1 })).rejects.toThrow("account must be one of main, bonus (got undefined)");
    await expect(service.balance("bonsu")).rejects.toThrow("account must be one of main, bonus (got bonsu)");
  });

  it("tells every problem of its file, with its place", async () => {
    await expect(loadService("gone.service.yaml")).rejects.toThrow(/gone\.service\.yaml:1:1 {2}gone.* cannot be read/);
  });

  it("refuses a rail that does not speak what the service pays over", async () => {
    const { wallet } = await stage();
    const rail = await startRail({ dialects: ["zbd"] });
    ends.push(() => rail.close());
    const service = await loadService(wallet.file, { rail, url: wallet.url });
    await expect(service.start()).rejects.toThrow(
      "the file of wallet pays over lnbits, and the rail does not speak it",
    );
  });
});

describe("reconciled with a service", () => {
  it("proves a payout, whoever has sent it, and answers with what the body did", async () => {
    const { service, wallet, rail } = await stage({ isListed: true });
    const states = await reconciled(service, async () => [
      (await service.pay({ amount: 1_000 })).outcome,
      await withdraw(wallet, { key: "k", account: "main", invoice: rail.invoice("ada", 500), sats: 500 }),
    ]);
    expect(states).toEqual(["paid", "done"]);
  });

  it("proves it by the balance alone where the service lists nothing", async () => {
    const { service, wallet, rail } = await stage();
    const body = { key: "k", account: "main", invoice: rail.invoice("ada", 500), sats: 500 };
    await reconciled(service, () => withdraw(wallet, body));
    wallet.charge = () => 500;
    const free = { ...body, key: "k2", invoice: rail.invoice("ada", 500) };
    await expect(reconciled(service, () => withdraw(wallet, free), quick)).rejects.toThrow(
      /main does not balance: drift \+5 sats/,
    );
  });

  it("ends the faults of the rail with the body, and wants no charge for what failed", async () => {
    const { service, rail } = await stage();
    await reconciled(service, async () => {
      rail.fail(1, "failure");
      expect((await service.pay({ amount: 1_000 })).outcome).toBe("refused");
    });
    expect((await service.pay({ amount: 1_000 })).outcome).toBe("paid");
  });

  it("finds a fee that is off by one sat", async () => {
    const { service, wallet } = await stage({ isListed: true });
    wallet.charge = (sats) => sats + Math.ceil(sats / 100) - 1;
    await expect(reconciled(service, () => service.pay({ amount: 1_000 }), quick)).rejects.toThrow(
      /main does not balance: drift \+1 sats/,
    );
  });

  it("finds a payment to somebody who has no payout", async () => {
    const { service, wallet, rail } = await stage({ isListed: true });
    wallet.again = (sats) => rail.invoice("mallory", sats);
    await expect(reconciled(service, () => service.pay({ amount: 1_000 }), quick)).rejects.toThrow(
      /drift \+1,010 sats/,
    );
  });

  it("judges every account, each by its own payouts", async () => {
    const { service, wallet } = await stage({ accounts: ["main", "bonus"], isListed: true });
    const both = () =>
      Promise.all(["main", "bonus"].map((account) => service.pay({ account, amount: 1_000, payee: "ada" })));
    await reconciled(service, both);
    const taken = reconciled(
      service,
      async () => {
        await both();
        wallet.balances["bonus"] = (wallet.balances["bonus"] ?? 0) - 7;
      },
      quick,
    );
    await expect(taken).rejects.toThrow(/^bonus does not balance: drift −7 sats/);
  });

  it("accuses no account of a payment that none of several explains", async () => {
    const { service, wallet, rail } = await stage({ accounts: ["main", "bonus"], isListed: true });
    wallet.again = (sats) => rail.invoice("mallory", sats);
    const run = reconciled(service, () => service.pay({ account: "main", amount: 1_000 }), quick);
    await expect(run).rejects.toThrow(
      "nothing is proved: 1,000 sats were paid to mallory, and no payout of any account explains it",
    );
  });

  it("leaves the failure of the body as it is, and takes nothing else", async () => {
    const { service } = await stage();
    const own = new Error("mine");
    await expect(reconciled(service, () => Promise.reject(own))).rejects.toBe(own);
    const odd = { ...service } as TestService;
    await expect(reconciled(odd, () => undefined)).rejects.toThrow("reconciled takes a service of loadService");
  });
});
