import { loadService, reconciled, type TestService } from "chaos-payout/testing";
import { afterAll, beforeAll, expect, it } from "vitest";

/** The tests of a game back end that pays rewards by gamertag. Its service file says how it is started, and how it is talked to. */
let game: TestService;

beforeAll(async () => {
  const environment = { ...process.env, GAME_DB: `${process.env["TMPDIR"] ?? "/tmp"}/game-${process.pid}.db` };
  game = await loadService("examples/game-backend/game-backend.service.yaml", { environment });
  await game.start();
});

afterAll(() => game.close());

it("pays a player once, however often the reward is sent", () =>
  reconciled(game, async () => {
    const first = await game.pay({ amount: 1_000, payee: "ada" });
    const again = await game.pay({ amount: 1_000, payee: "ada", key: first.key });
    expect([first.outcome, again.outcome]).toEqual(["paid", "paid"]);
    expect(game.rail.settlements.filter(({ payee }) => payee === "ada")).toHaveLength(1);
  }));

it("gives the money back when the payment fails", async () => {
  const before = await game.balance();
  await reconciled(game, async () => {
    game.rail.fail(1, "failure");
    expect((await game.pay({ amount: 1_000 })).outcome).toBe("refused");
  });
  expect(await game.balance()).toEqual(before);
});

it("leaves money set aside when ZBD does not answer in time: somebody has to look", async () => {
  const unanswered = reconciled(
    game,
    async () => {
      game.rail.fail(1, "late-settle");
      expect((await game.pay({ amount: 1_000 })).outcome).toBe("pending");
    },
    { drainMs: 1_000 },
  );
  await expect(unanswered).rejects.toThrow(
    /stuck-pending: .* held 1,000 \(reserve\) · node settled 1,000 · never resolved/,
  );
});
