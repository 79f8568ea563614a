/**
 * The ledger in PostgreSQL. A withdrawal is an outbox row: the money is set aside and the intent to pay is written in one transaction, and a worker
 * carries it out later. Whoever works on a row holds it by a lease, and only the holder may decide it (compare-and-set on `owner`).
 */
import { randomUUID } from "node:crypto";
import pg from "pg";

/** 1 % of the amount, rounded up, and 5 sats. */
const feeOf = (amountMsat) => Math.ceil(amountMsat / 100) + 5_000;

/** What a route may cost at most: half a percent, and no less than 5 sats. */
const routeLimitOf = (amountMsat) => Math.max(Math.ceil(amountMsat / 200), 5_000);

const HELD = "amount_msat + fee_msat + route_limit_msat";

export class Ledger {
  #pool;

  constructor(connectionString) {
    this.#pool = new pg.Pool({ connectionString, max: 12 });
    // A connection that the server closed while it was idle; the next query opens another one.
    this.#pool.on("error", (error) => process.stderr.write(`postgres: ${error.message}\n`));
  }

  async account(id) {
    const { rows } = await this.#pool.query("select id, available_msat, reserved_msat from accounts where id = $1", [
      id,
    ]);
    return rows[0];
  }

  async withdrawal(uid) {
    const { rows } = await this.#pool.query("select * from withdrawals where uid = $1", [uid]);
    return rows[0];
  }

  async withdrawalByKey(account, key, client = this.#pool) {
    const query = "select * from withdrawals where account_id = $1 and idempotency_key = $2";
    const { rows } = await client.query(query, [account, key]);
    return rows[0];
  }

  /** Claims the idempotency key, sets the money aside and writes the intent: all of it, or nothing. */
  request({ account, key, destination, amountMsat }) {
    return this.#transaction(async (client) => {
      const inserted = await client.query(
        `insert into withdrawals (account_id, idempotency_key, destination, amount_msat, fee_msat, route_limit_msat)
         select id, $2, $3, $4, $5, $6 from accounts where id = $1
         on conflict (account_id, idempotency_key) do nothing returning *`,
        [account, key, destination, amountMsat, feeOf(amountMsat), routeLimitOf(amountMsat)],
      );
      const withdrawal = inserted.rows[0];
      if (withdrawal === undefined) return this.#knownBy(client, account, key, destination, amountMsat);
      const held = feeOf(amountMsat) + amountMsat + routeLimitOf(amountMsat);
      const taken = await client.query(
        `update accounts set available_msat = available_msat - $2, reserved_msat = reserved_msat + $2
         where id = $1 and available_msat >= $2 returning available_msat`,
        [account, held],
      );
      if (taken.rowCount === 0) throw new Refusal(402, "insufficient_funds", "the account cannot pay this withdrawal");
      await this.#enter(client, withdrawal, "hold", -held, taken.rows[0].available_msat);
      return { withdrawal, isNew: true };
    });
  }

  async #knownBy(client, account, key, destination, amountMsat) {
    const withdrawal = await this.withdrawalByKey(account, key, client);
    if (withdrawal === undefined) throw new Refusal(404, "account_not_found", "there is no such account");
    if (withdrawal.destination !== destination || Number(withdrawal.amount_msat) !== amountMsat) {
      throw new Refusal(422, "idempotency_key_reused", "this key belongs to another withdrawal");
    }
    return { withdrawal, isNew: false };
  }

  /** Takes rows that are due and that nobody holds, or whose holder has not been heard of for longer than its lease. */
  async claim(limit, leaseMs) {
    const { rows } = await this.#pool.query(
      `update withdrawals set owner = $1, leased_until = clock_timestamp() + $2 * interval '1 ms'
       where uid in (
         select uid from withdrawals
         where state in ('queued', 'sending') and next_at <= now() and (leased_until is null or leased_until < now())
         order by next_at limit $3 for update skip locked
       ) returning *`,
      [randomUUID(), leaseMs, limit],
    );
    return rows;
  }

  /** Extends the leases of these holders, and answers with the rows that are still theirs. */
  async renew(owners, leaseMs) {
    const { rows } = await this.#pool.query(
      `update withdrawals set leased_until = clock_timestamp() + $2 * interval '1 ms'
       where owner = any($1) and state in ('queued', 'sending') and leased_until > clock_timestamp() returning uid`,
      [owners, leaseMs],
    );
    return rows.map(({ uid }) => uid);
  }

  /** Writes down what is about to be paid. False when the lease has been lost. */
  async keepInvoice({ uid, owner }, { invoice, paymentHash }) {
    const { rowCount } = await this.#pool.query(
      `update withdrawals set invoice = $3, payment_hash = $4, state = 'sending'
       where uid = $1 and owner = $2 and invoice is null and leased_until > now()`,
      [uid, owner, invoice, paymentHash],
    );
    return rowCount === 1;
  }

  /** Lets go of a row, to be looked at again a little later. */
  async postpone({ uid, owner }, ms) {
    await this.#pool.query(
      `update withdrawals set leased_until = null, next_at = now() + $3 * interval '1 ms'
       where uid = $1 and owner = $2 and state in ('queued', 'sending')`,
      [uid, owner, ms],
    );
  }

  /** The payment arrived: amount, fee and route are spent, and what the route did not cost is given back. */
  succeed(withdrawal, routeFeeMsat) {
    const unusedMsat = Number(withdrawal.route_limit_msat) - routeFeeMsat;
    return this.#decide(withdrawal, { state: "succeeded", reason: null, routeFeeMsat, returnedMsat: unusedMsat });
  }

  /** The payment has failed for good: everything is given back. */
  fail(withdrawal, reason) {
    const returnedMsat = ["amount_msat", "fee_msat", "route_limit_msat"].reduce(
      (sum, name) => sum + Number(withdrawal[name]),
      0,
    );
    return this.#decide(withdrawal, { state: "failed", reason, routeFeeMsat: null, returnedMsat });
  }

  #decide({ uid, owner }, { state, reason, routeFeeMsat, returnedMsat }) {
    return this.#transaction(async (client) => {
      const { rows } = await client.query(
        `update withdrawals set state = $3, reason = $4, route_fee_msat = $5, leased_until = null
         where uid = $1 and owner = $2 and state in ('queued', 'sending') returning *, ${HELD} as held_msat`,
        [uid, owner, state, reason, routeFeeMsat],
      );
      const withdrawal = rows[0];
      if (withdrawal === undefined) return;
      const account = await client.query(
        `update accounts set available_msat = available_msat + $2, reserved_msat = reserved_msat - $3
         where id = $1 returning available_msat`,
        [withdrawal.account_id, returnedMsat, withdrawal.held_msat],
      );
      const availableMsat = account.rows[0].available_msat;
      if (state === "succeeded") await this.#enter(client, withdrawal, "settle", 0, availableMsat - returnedMsat);
      if (returnedMsat > 0) await this.#enter(client, withdrawal, "release", returnedMsat, availableMsat);
    });
  }

  async #enter(client, { account_id, uid }, kind, amountMsat, availableAfterMsat) {
    await client.query(
      `insert into entries (account_id, withdrawal_uid, kind, amount_msat, available_after_msat) values ($1, $2, $3, $4, $5)`,
      [account_id, uid, kind, amountMsat, availableAfterMsat],
    );
  }

  async #transaction(work) {
    const client = await this.#pool.connect();
    try {
      await client.query("begin");
      const result = await work(client);
      await client.query("commit");
      client.release();
      return result;
    } catch (error) {
      // Ended with its connection, whatever state it is in.
      client.release(true);
      throw error;
    }
  }

  close() {
    return this.#pool.end();
  }
}

/** Something that the caller is told, with the status of the answer. */
export class Refusal extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}
