import { describe, expect, it } from "vitest";
import { explainCommand } from "../../src/cli/actions/explain.ts";
import type { Doubt, DoubtKind } from "../../src/domain/doubt.ts";
import { doubtedFault, doubtKinds, doubtSentence, doubtText, doubtWayOut } from "../../src/explain/doubts.ts";

const projectId = "project_test_001";

/** A doubt of each kind; the compiler finds a kind that is missing. */
const doubts: { readonly [Kind in DoubtKind]: Extract<Doubt, { readonly kind: Kind }> } = {
  "fault-rounds-to-zero": {
    ...{ kind: "fault-rounds-to-zero", fault: "stuck", declared: "0.1%", phase: "calm", payouts: 300 },
  },
  "fault-not-fired": { kind: "fault-not-fired", fault: "late-settle", where: "payment", planned: 4, fired: 0 },
  "fault-impossible": {
    ...{
      kind: "fault-impossible",
      fault: "contradictory",
      reason: "phoenixd answers with a preimage or with a reason",
    },
  },
  "fault-not-observable": { kind: "fault-not-observable", fault: "stuck" },
  "fault-ignored": { kind: "fault-ignored", fault: "late-settle" },
  "fault-hides-outcome": { kind: "fault-hides-outcome", fault: "late-settle" },
  "wire-fault-hides-outcome": { kind: "wire-fault-hides-outcome", fault: "answer-lost" },
  "switch-missing": { kind: "switch-missing", reason: "GET /api/v1/test/failure-injection answered 404" },
  "switch-takes-one-fault": { kind: "switch-takes-one-fault", phase: "spike" },
  "not-controllable": { kind: "not-controllable", what: "instances", wanted: "2" },
  "concurrency-not-reached": {
    ...{ kind: "concurrency-not-reached", phase: "spike", payouts: 20, declared: 50, reached: 20 },
  },
  "crash-not-retried": { kind: "crash-not-retried", point: "after-charge", how: "kill", atMs: 1_234 },
  overfunded: {
    kind: "overfunded",
    ...{ projectId, declaredMsat: 5_000_000, openingMsat: 100_000_000, costMsat: 51_000_500 },
  },
  underfunded: { kind: "underfunded", projectId, declaredMsat: 300_000_000, openingMsat: 0 },
  "nothing-sent": { kind: "nothing-sent" },
  "nothing-answered": { kind: "nothing-answered" },
  "all-refused": { kind: "all-refused" },
  "mostly-refused": { kind: "mostly-refused", refused: 1_500, payouts: 2_000 },
  "mostly-unreached": { kind: "mostly-unreached", unreached: 150, payouts: 200 },
  "rail-unused": { kind: "rail-unused" },
  "switch-was-on": { kind: "switch-was-on" },
  "payments-of-others": { kind: "payments-of-others", payments: 3, settled: 2 },
  "nothing-reported-paid": { kind: "nothing-reported-paid" },
  "never-sent": { kind: "never-sent", missing: 1, payouts: 200 },
  "order-not-kept": { kind: "order-not-kept", event: "paid 1", before: "paid 2", waitedMs: 2_000 },
  "answers-unreadable": { kind: "answers-unreadable", payouts: 3 },
  "unexplained-attempts": {
    ...{ kind: "unexplained-attempts", attempts: 3, fired: 0, crashed: false, gateway: 0 },
    ...{ clientTimeouts: 3, clientTimeoutMs: 2_000 },
  },
  "outcomes-unknown": { kind: "outcomes-unknown", payouts: 5, clientTimeouts: 2, clientTimeoutMs: 2_000 },
  "stayed-pending": { kind: "stayed-pending", payouts: 1 },
  "not-looked-up": { kind: "not-looked-up", payouts: 2 },
  "invalid-not-refused": { kind: "invalid-not-refused", payouts: 2, amounts: ["overflow", "text"] },
  "accepted-unseen": { kind: "accepted-unseen", payouts: 2 },
  "outcomes-untold": { kind: "outcomes-untold", payouts: 2 },
  "callbacks-unread": { kind: "callbacks-unread", payouts: 1 },
  "routes-unknown": { kind: "routes-unknown", payouts: 1 },
  "kept-fees-unknown": { kind: "kept-fees-unknown", projectId: "shop", missingMsat: 40_000 },
  "states-unknown": { kind: "states-unknown", payouts: 2, words: ["processing", "in_review"] },
  interrupted: { kind: "interrupted", signal: "SIGINT" },
  "time-limit": { kind: "time-limit", limitMs: 1_800_000 },
  "api-exited": { kind: "api-exited", atMs: 250, reason: "exit code 1" },
  "not-restarted": { kind: "not-restarted", point: "after-send", how: "terminate" },
  "journal-incomplete": { kind: "journal-incomplete" },
  "drain-missing": { kind: "drain-missing" },
  unfinished: {
    kind: "unfinished",
    unfinished: [
      { kind: "payouts-open", payouts: 2, words: ["processing"] },
      { kind: "money-held", projectIds: [projectId] },
    ],
  },
  "read-failed": { kind: "read-failed", what: "balance", projectId, reason: "it answered 500" },
  "balance-not-read": { kind: "balance-not-read", projectId, when: "opening" },
  "entries-lost": { kind: "entries-lost", projectId },
  "entries-of-others": { kind: "entries-of-others", projectId, entries: 3 },
  "entries-unmatched": { kind: "entries-unmatched", projectId, entries: 1_200 },
  "threshold-not-judged": {
    ...{
      kind: "threshold-not-judged",
      metric: "payout_duration",
      expression: "p(95)<500",
      reason: "it has no samples",
    },
  },
  "check-failed": { kind: "check-failed", check: "overdraft", reason: "boom" },
};

const all = Object.values(doubts);

describe("a doubt in words", () => {
  it("names what was not proved with its figures, and the flag or key that would settle it", () => {
    expect(all.map((doubt) => `${doubtSentence(doubt)}`).join("\n")).toMatchInlineSnapshot(`
      "stuck: 0.1% of the 300 payouts of phase "calm" rounds to 0; raise the payouts or the rate
      late-settle was planned for 4 payouts and never fired: too few payments met it; raise payouts, or the balance if payouts were refused
      contradictory cannot happen here: phoenixd answers with a preimage or with a reason; remove the fault, or run the scenario against a target on which it can happen
      the answers do not show whether stuck happened; run with --rail-port
      the target's switch was set to late-settle but did not confirm it; declare timeout instead, or run with --rail-port
      after late-settle the answers do not show whether the payment settled, and the node that knows is not ours; run with --rail-port
      after answer-lost the caller never learns the outcome, because it does not retry with the same key; set client.retry to 2 attempts or more with key: same
      the target has no failure-injection switch (GET /api/v1/test/failure-injection answered 404), so it accepts neither faults nor a strategy; run with --rail-port
      phase "spike" declares several faults, but the target's switch injects only one at a time; declare one fault per phase, or run with --rail-port
      the scenario asks for 2 instances, but an external target runs its own; run it without --target
      phase "spike" declared a concurrency of 50 and reached 20; it has only 20 payouts: raise its payouts or lower its concurrency
      the API was killed at after-charge (+1.234 s), and no retry reached it after its restart; raise client.retry.attempts or client.retry.backoff
      project_test_001 had 100,000 sats instead of the declared 5,000 sats, so its payouts, which cost 51,000.5 sats, never competed for money; empty the project first, or raise payouts until they cost more than it holds
      project_test_001 had 0 sats instead of the declared 300,000 sats, and could not be funded; fund it before the run, or lower projects.project_test_001.balance
      no payout was sent; run it again
      no attempt was answered; check the address, or raise client.timeout if the API is slow
      every payout was refused before it was paid, so nothing was tested; raise projects.*.balance, or check why they were refused
      1,500 of 2,000 payouts were refused before a payment was attempted; raise projects.*.balance, or declare refusals: expected if that is the point
      150 of 200 payouts never reached the API, so they were not tested; raise client.retry.attempts or client.retry.backoff
      our node received no payment of this run, so nothing was tested; let the API pay through our node (--rail-port); if it already does, check the errors that it gets from the node
      the target's failure-injection switch was on before the run, so another run may be using it; switch it off first: POST /api/v1/test/failure-injection {"enabled": false}
      our node received 3 payments that belong to no payout of this run, and settled 2; let nobody else use the target during the run, let it finish the payouts of earlier runs first, and pay each payee under its own name
      the target reported no payout as paid, so nothing was tested; raise projects.*.balance, or lower the faults
      1 of 200 payouts was never sent; run it again
      paid 1 waited 2 s for paid 2, which did not happen, and went ahead; list paid 1 before paid 2 in order, raise concurrency so that both are under way, or remove paid 2
      3 payouts got an answer that reports success but no status; answer with success: true and data.status
      3 attempts got no answer within the client's own timeout of 2 s; raise client.timeout
      5 payouts got no clear answer (2 of them within the client's own timeout of 2 s), and only the node knows whether they were paid; raise client.timeout, run with --rail-port, or offer a list of payouts
      1 payout stayed pending, and only the node knows the outcome; raise drain, run with --rail-port, or offer a list of payouts
      2 payouts could not be looked up before a retry, so none was sent again: the service has no look-up that works without an answer; describe in lookup of the service file how a payout is found by \${payout.key}
      2 payouts that nobody can make (overflow, text) got an error or no answer, which is no refusal; answer 400 or 422, and say in errors of the service file that this means refused
      2 payouts were accepted and never reached the node, and the service shows nothing more of them; raise drain, or offer a list of payouts, entries, or a look-up
      the service knew how 2 payouts ended, and no answer that the service file understands told their callers; say in states, outcomes or errors what its answers mean (\`chaos-payout check\` shows them), or describe poll or payouts
      callbacks about 1 payout had a state that the service file does not know; say in callbacks.state where the state is, and in states what it means
      the account pays the route of 1 payout, and only the provider knows what it cost; let the service pay through our node
      40 sats of shop may be kept as the fees of payouts that failed, or be lost: without entries nobody knows; let the service list its entries
      2 payouts are listed as "processing" and "in_review", and nothing says what that means; add the word to states in the service file, or raise drain if they were still changing
      SIGINT stopped the run before its load was complete; run it again
      the run reached its time limit of 30 minutes before its load was complete; split the load into several scenarios
      the API exited unexpectedly at +0.250 s: exit code 1; run it with the same seed to see whether it exits again
      the API did not come back after it was terminated at after-send; check that the API starts on the ledger that the crash left behind
      the journal is incomplete: the run did not finish; let a run finish with --journal
      the journal does not say how the drain ended; let a run finish with --journal
      unfinished at the end of the drain: 2 payouts are still listed as "processing" and money is still held in project_test_001 although no payout is open there; raise drain
      the balance of project_test_001 could not be read: it answered 500; make sure that the API answers this call
      the opening balance of project_test_001 was not read; make sure that the API answers GET /api/v1/projects/:id/balance
      the entries of project_test_001 could be read before the load but not after it; make sure that the API still lists them after the load
      3 entries of project_test_001 belong to payouts that are not from this run; use a separate project for this run, and wait until earlier runs have ended
      none of the 1,200 entries of project_test_001 names a payout of this run; name the payout in each entry, as idempotencyKey or payoutId
      the threshold payout_duration: p(95)<500 cannot be judged: it has no samples; remove the threshold, or send payouts that its metric measures
      the check overdraft crashed: boom; please report it"
    `);
  });

  it.each(all.map((doubt) => [doubt.kind, doubt] as const))("of the kind %s is one sentence", (_, doubt) => {
    expect(doubtText(doubt)).toMatch(/^[^\s.!?;].*[^\s.!?,;:]$/);
    expect(doubtWayOut(doubt)).toMatch(/^$|^[^\s.!?].*[^\s.!?,;:]$/);
    expect(doubtSentence(doubt)).not.toMatch(/undefined|NaN| {2}|;$/);
  });

  it.each([
    ["payment", {}, "too few payments met it; raise payouts, or the balance if payouts were refused"],
    [
      "lookup",
      { fault: "lookup-lag" },
      "nobody looked these payments up while it lasted: the service never does, had no need to, or did so later; make it last longer (for), declare it beside a fault after which a service asks (late-settle, lost-answer), or test a service that looks payments up",
    ],
    [
      "lookup",
      { fault: "lookup-error" },
      "nobody looked these payments up: the service never does, or it had no need to; declare it beside a fault after which a service asks (late-settle, lost-answer), or test a service that looks payments up",
    ],
    [
      "provider",
      { fault: "provider-busy" },
      "too few of these payments reached the provider; raise payouts, or the balance if payouts were refused",
    ],
    ["wire", { fault: "answer-lost" }, "too few of these attempts were made; raise payouts, or client.retry.attempts"],
    [
      "wire",
      { fault: "body-changed" },
      "its second request follows an answer that says paid, and these payouts got no such answer; test a service that answers once it has paid, or raise payouts",
    ],
    [
      "callback",
      { fault: "event-lost", to: "service" },
      "the service asked for no webhook about these payments, or took none; let it pass its callback URL when it pays, through a call that has webhooks (zbd, except to gamertags)",
    ],
    [
      "callback",
      { fault: "event-lost", to: "client" },
      "no callback about these payouts came: the service sends none, or its file does not describe them; describe callbacks in the service file if the service sends any, or remove the fault",
    ],
    [
      "callback",
      { fault: "event-lost" },
      "the service sends no callbacks, or its provider sends it no webhooks; describe callbacks in the service file, or pay through a call that has webhooks (those of zbd, except to gamertags)",
    ],
    [
      "storage",
      { fault: "ledger-locked" },
      "the service did not use its storage while it lasted; make it last longer (for), or raise payouts",
    ],
  ] as const)("says of a fault of the %s, %j, why it did not happen", (where, of, reason) => {
    const doubt: Doubt = { ...doubts["fault-not-fired"], where, ...of };
    expect(doubtSentence(doubt)).toBe(`${doubt.fault} was planned for 4 payouts and never fired: ${reason}`);
  });

  it("says of a crash how often its point was to be reached", () => {
    const crash: Doubt = { ...doubts["fault-not-fired"], fault: "before-refund", where: "process", planned: 1 };
    expect(doubtSentence(crash)).toBe(
      "before-refund was planned for 1 occurrence and never fired: the service did not get there that often; raise payouts, or lower its occurrence in crashes",
    );
  });

  it("says of failures in a row that a failed payment is final", () => {
    const doubt = { ...doubts["fault-not-fired"], fault: "failure", planned: 4, fired: 2, inARow: 2 };
    expect(doubtSentence(doubt)).toBe(
      "failure was planned for 4 attempts and fired for 2: a failed payment is final, and nobody tried again; test a service that sends a failed payment again, or remove its attempts",
    );
  });

  it("says of attempts in a row that nobody tried again once every payout has met the fault", () => {
    const inARow = (fired: number) =>
      doubtSentence({ ...doubts["fault-not-fired"], fault: "timeout", inARow: 3, planned: 12, fired });
    expect(inARow(4)).toBe(
      "timeout was planned for 12 attempts and fired for 4: nobody tried again after the first time; let callers retry what they do not know (client.retry.attempts), or test a service that sends a payment again",
    );
    expect(inARow(3)).toMatch(/^timeout was planned for 12 attempts and fired for 3: too few payments met it; /);
  });

  it("tells attempts that the client gave up on itself from others, and names its setting", () => {
    const mixed: Doubt = { ...doubts["unexplained-attempts"], attempts: 12, fired: 2, clientTimeouts: 3, gateway: 4 };
    expect(doubtSentence(doubts["unexplained-attempts"])).toBe(
      "3 attempts got no answer within the client's own timeout of 2 s; raise client.timeout",
    );
    expect(doubtText(mixed)).toBe(
      "12 attempts had an unknown outcome, but only 2 faults fired that could explain it: 3 got no answer within the client's own timeout of 2 s and 4 were answered by a gateway",
    );
    expect(doubtWayOut(mixed)).toBe(
      "raise client.timeout and raise the timeout of the gateway and lower the concurrency if the machine is too slow",
    );
  });

  it("says that no fault explains an attempt where none fired", () => {
    const bare: Doubt = { ...doubts["unexplained-attempts"], attempts: 10, clientTimeouts: 0 };
    expect(doubtText(bare)).toBe("10 attempts had an unknown outcome, but no fault fired that could explain it");
  });

  it("asks for a longer drain where time may help, and for nothing where it cannot", () => {
    expect(doubtWayOut(doubts["unfinished"])).toBe("raise drain");
    expect(doubtWayOut({ kind: "unfinished", unfinished: [{ kind: "service-exited" }] })).toBe("");
  });

  it("knows the fault or the crash point that it is about", () => {
    expect(all.flatMap((doubt) => doubtedFault(doubt) ?? [])).toEqual([
      "stuck",
      "late-settle",
      "contradictory",
      "stuck",
      "late-settle",
      "late-settle",
      "answer-lost",
      "after-charge",
      "after-send",
    ]);
  });
});

describe("explain inconclusive", () => {
  it("has a line for each kind of doubt", () => {
    expect(doubtKinds.map(([kind]) => kind).sort()).toEqual(Object.keys(doubts).sort());
    const [, list = ""] = explainCommand("inconclusive", { colour: 0, width: 200 }).split("\n Every reason\n");
    expect([...list.matchAll(/^ {3}([a-z-]+) {3,}\S/gm)].map(([, kind]) => kind)).toEqual(
      doubtKinds.map(([kind]) => kind),
    );
  });

  it.each(doubtKinds)("says what %s means in one line", (_, is) => {
    expect(is).toMatch(/^[^\s.!?][^.!?\n]*[^\s.!?,;:]$/);
    expect(is.length).toBeLessThanOrEqual(140);
  });
});
