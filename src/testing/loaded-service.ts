import { systemClock } from "../domain/clock.ts";
import { costMsatOf } from "../domain/fee.ts";
import { msatOf, type Sats } from "../domain/money.ts";
import { isFinal } from "../domain/outcome.ts";
import { payoutGamertag, payoutKey } from "../domain/payout.ts";
import type { Answer, PayoutRequest } from "../domain/send.ts";
import type { Destinations } from "../service/destinations.ts";
import type { Callbacks, ServiceFile } from "../service/service-file.ts";
import {
  type Balance,
  type Entry,
  type EntryMark,
  type ListedPayout,
  type Target,
  TargetError,
} from "../service/target.ts";
import { type CallbackDoor, createCallbackDoor, noCallbackFaults } from "../systems/callback-door.ts";
import { startCallbackServer } from "../systems/callback-server.ts";
import { createCleanup } from "../systems/cleanup.ts";
import type { ServiceScope } from "../systems/service-scope.ts";
import { redactorOf, startDescribed } from "../systems/service-start.ts";
import { openDescribed } from "../systems/service-target.ts";
import type { Learned, SentPayout } from "./observed.ts";
import { HostedRail, type TestRail } from "./rail.ts";
import type { NewPayout, PayoutAnswer, TestService } from "./test-service.ts";
import { allOf, unlessAbsent, type Watched } from "./watched.ts";

/** What a service is loaded from. */
export interface LoadedParts {
  readonly service: ServiceFile;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly url: string | undefined;
  readonly timeoutMs: number;
  /** The rail that is ours to close. */
  readonly own: HostedRail | undefined;
  readonly rail: TestRail | undefined;
}

/** What has been started, and can be asked. */
interface Opened {
  readonly target: Target;
  readonly marks: ReadonlyMap<string, EntryMark>;
}

/** A payout that is being sent, or was. */
interface Sent extends SentPayout {
  /** From 1. */
  readonly number: number;
  readonly answers: Answer[];
  readonly learned: Learned[];
  /** Resolves when it is known where it goes. */
  readonly addressed: Promise<void>;
}

/** A service of a file behind its interface. */
export class LoadedService implements TestService {
  readonly #parts: LoadedParts;
  readonly #cleanup = createCleanup();
  /** No earlier suite on the same database can have used it. */
  readonly #prefix = `test_${systemClock.epochMs().toString(36)}`;
  readonly #sent = new Map<string, Sent>();
  readonly #destinations = new Map<string, Destinations>();
  readonly #sending = new Set<Promise<unknown>>();
  #callbacks: CallbackDoor | undefined;
  /** Why its process is gone; undefined while it is not. */
  #gone: string | undefined;
  #opening: Promise<Opened> | undefined;

  constructor(parts: LoadedParts) {
    this.#parts = parts;
    const { own } = parts;
    if (own !== undefined) this.#cleanup.add(() => own.close());
  }

  get name(): string {
    return this.#parts.service.name;
  }

  get accounts(): readonly string[] {
    return this.#parts.service.accounts.map(({ id }) => id);
  }

  get rail(): TestRail {
    const { rail } = this.#parts;
    if (rail !== undefined) return rail;
    throw new Error(`the file of ${this.name} has no rails: give loadService a rail`);
  }

  async start(): Promise<void> {
    await this.#opened();
  }

  async balance(account?: string): Promise<Balance> {
    return (await this.#opened()).target.balance(this.#account(account));
  }

  async entries(account?: string): Promise<readonly Entry[]> {
    const { target, marks } = await this.#opened();
    const mark = marks.get(this.#account(account));
    return mark === undefined ? [] : allOf(target.entriesSince(mark));
  }

  async payouts(account?: string): Promise<readonly ListedPayout[]> {
    const { target } = await this.#opened();
    return (await unlessAbsent(() => allOf(target.payouts(this.#account(account))))) ?? [];
  }

  async pay(payout: NewPayout): Promise<PayoutAnswer> {
    const sending = this.#pay(payout);
    this.#sending.add(sending);
    try {
      return await sending;
    } finally {
      this.#sending.delete(sending);
    }
  }

  async fund(account: string, amountSats: Sats): Promise<void> {
    await (await this.#opened()).target.fund(this.#account(account), msatOf(amountSats));
  }

  async close(): Promise<void> {
    // What is just starting has to be there before it can be stopped.
    await this.#opening?.then(nothing, nothing);
    await this.#cleanup.close();
  }

  /** What `reconciled` watches. @throws TargetError when it cannot be started or reached */
  async watched(): Promise<Watched> {
    const { target } = await this.#opened();
    const { service, rail } = this.#parts;
    const sent = this.#sent;
    return {
      target,
      projectIds: this.accounts,
      terms: {
        costMsat: costMsatOf(service.fee),
        routingFees: service.fee.routing === "absorbed" ? "absorbed" : "passed-on",
        mayHold: service.mayHold,
        feeOnRefund: service.fee.onRefund,
      },
      rail,
      injectedTimeouts: service.injection?.timeouts ?? "unknown",
      needsList: false,
      get sent() {
        return [...sent.values()];
      },
      learn: () => this.#learn(target),
      heal: () => rail?.heal(),
      payeeOf: (listed) => (rail instanceof HostedRail ? rail.payeeOf(listed) : listed),
      clock: systemClock,
    };
  }

  async #pay(payout: NewPayout): Promise<PayoutAnswer> {
    const { target } = await this.#opened();
    const { request, answers, addressed, number } = this.#sent.get(payout.key ?? "") ?? this.#register(payout);
    await addressed;
    const answer = await target.send(request);
    const attempt = answers.push(answer);
    // A callback may name the payout by the id that an answer brings.
    this.#callbacks?.enter({ kind: "attempt-answered", atMs: 0, payout: number, attempt, ...answer });
    return { ...answer, key: request.idempotencyKey, payee: request.gamertag, amountMsat: request.amountMsat };
  }

  #register({ account, amount, payee, key }: NewPayout): Sent {
    const number = this.#sent.size + 1;
    const request: PayoutRequest = {
      projectId: this.#account(account),
      idempotencyKey: key ?? payoutKey(this.#prefix, number),
      gamertag: payee ?? payoutGamertag(this.#prefix, number),
      amountMsat: msatOf(amount),
    };
    const sent = { number, request, answers: [], learned: [], addressed: this.#address(request) };
    this.#sent.set(request.idempotencyKey, sent);
    return sent;
  }

  async #address({ gamertag, amountMsat, idempotencyKey }: PayoutRequest): Promise<void> {
    const { rail, service } = this.#parts;
    if (!(rail instanceof HostedRail)) return;
    const calls = JSON.stringify([service.payout, service.poll, service.lookup]);
    const isWanted = (name: string) => service.module !== null || calls.includes(`\${payout.${name}`);
    this.#destinations.set(idempotencyKey, await rail.destinations(gamertag, amountMsat, isWanted));
  }

  /** Waits for answers, then asks for what they left open. */
  async #learn({ poll }: Target): Promise<void> {
    await Promise.allSettled(this.#sending);
    if (this.#gone !== undefined) throw new TargetError("unreachable", this.#gone);
    if (poll === null) return;
    for (const { request, answers, learned } of this.#sent.values()) {
      const attempt = answers.length;
      const said = [...answers.slice(-1), ...learned.map(({ answer }) => answer)];
      if (attempt === 0 || said.some(({ outcome }) => isFinal(outcome))) continue;
      const ids = said.map(({ payoutId }) => payoutId).filter((id) => id !== "");
      const answer = await poll.ask(request, ids.at(-1) ?? "");
      const before = learned.findIndex(({ by }) => by === "poll");
      if (before !== -1) learned.splice(before, 1);
      learned.push({ by: "poll", attempt, answer });
    }
  }

  #account(account: string | undefined): string {
    const { accounts } = this;
    const [only] = accounts;
    if (account === undefined && only !== undefined && accounts.length === 1) return only;
    if (account !== undefined && accounts.includes(account)) return account;
    throw new RangeError(`account must be one of ${accounts.join(", ")} (got ${account})`);
  }

  #opened(): Promise<Opened> {
    this.#opening ??= this.#open();
    return this.#opening;
  }

  async #open(): Promise<Opened> {
    const { service, environment, url, timeoutMs } = this.#parts;
    const callbacksUrl = service.callbacks === null ? "" : await this.#listen(service.callbacks);
    const scope: ServiceScope = { environment, rails: this.#railsOfFile(), callbacksUrl };
    const under = { service, environment, url };
    const quiet = { interruptions: [], observe: nothing };
    const fleet = await startDescribed(under, { ...quiet, scope, clock: systemClock, instances: 1 });
    if (fleet !== null) this.#cleanup.add(async () => (await fleet.stop())[0]);
    void fleet?.died.then((reason) => {
      this.#gone = reason;
    });
    const target = await openDescribed(under, {
      ...{ clock: systemClock, scope, ports: fleet?.ports ?? [], withinMs: timeoutMs },
      destinationsOf: ({ idempotencyKey, gamertag }) =>
        this.#destinations.get(idempotencyKey) ?? { gamertag, address: "", invoice: "", lnurl: "", nodeKey: "" },
    });
    this.#cleanup.add(() => target.close());
    const marks = new Map<string, EntryMark>();
    for (const account of this.accounts) {
      const mark = await unlessAbsent(() => target.markEntries(account));
      if (mark !== undefined) marks.set(account, mark);
    }
    return { target, marks };
  }

  /** Where the service sends its callbacks from now on. */
  async #listen(callbacks: Callbacks): Promise<string> {
    const { service, environment } = this.#parts;
    const door = createCallbackDoor({ ...noCallbackFaults, keyPrefix: this.#prefix, clock: systemClock });
    const server = await startCallbackServer(callbacks, redactorOf(service, environment), door);
    this.#callbacks = door;
    this.#cleanup.add(() => server.close());
    door.listen((payout, attempt, answer) => {
      [...this.#sent.values()][payout - 1]?.learned.push({ by: "callback", attempt, answer });
    });
    return server.url;
  }

  /** How the service reaches each rail of its file. A rail that was given stands for all those of its dialect. */
  #railsOfFile(): ServiceScope["rails"] {
    const { service, rail, own } = this.#parts;
    if (rail === undefined) return {};
    const dialects: Readonly<Record<string, object | undefined>> = rail.dialects;
    const named = Object.entries(service.rails).map(([name, { dialect }]) => {
      const variables = dialects[own === undefined ? dialect : name];
      if (variables === undefined)
        throw new Error(`the file of ${this.name} pays over ${dialect}, and the rail does not speak it`);
      return [name, { ...variables }] as const;
    });
    return Object.fromEntries(named);
  }
}

const nothing = () => {};
