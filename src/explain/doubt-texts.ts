import type { Doubt, DoubtKind } from "../domain/doubt.ts";
import { counted, formatDuration, formatInteger, formatMoment, formatSats, listed } from "../domain/format.ts";
import { unexplained, withinTimeout as within } from "./unexplained.ts";
import { isMatterOfTime, unfinishedText } from "./unfinished.ts";

/** The type of a method, whose parameter may be one kind of doubt. */
export type Text<One> = string | { of(doubt: One): string }["of"];

/** One kind of doubt in words. A text is a function if it shows figures of the doubt. */
export interface DoubtText<One extends Doubt> {
  /** For the list of all kinds. */
  readonly summary: string;
  /** One sentence without a capital and a full stop. Default: the summary. */
  readonly says?: Text<One>;
  /** The flag, the key or the action that would settle it. */
  readonly wayOut?: Text<One>;
}

type DoubtOf<Kind extends DoubtKind> = Extract<Doubt, { readonly kind: Kind }>;

const OUR_NODE = "run with --rail-port";

/** Every kind of doubt, in the order in which a run goes. */
export const doubtTexts = {
  "fault-rounds-to-zero": {
    summary: "the rate or the phase is too small for even one payout to meet the fault",
    says: ({ fault, declared, phase, payouts }) =>
      `${fault}: ${declared} of the ${counted(payouts, "payout")} of phase "${phase}" rounds to 0`,
    wayOut: "raise the payouts or the rate",
  },
  "fault-not-fired": {
    summary: "a declared fault fired less often than planned, or never",
    says: ({ fault, planned, fired }) =>
      `${fault} was planned for ${counted(planned, "payout")} and ${fired === 0 ? "never fired" : `fired for ${formatInteger(fired)}`}`,
    wayOut: "raise payouts, or the balance if payouts were refused",
  },
  "fault-not-observable": {
    summary: "nothing on this target shows whether the fault happened",
    says: ({ fault }) => `the answers do not show whether ${fault} happened`,
    wayOut: OUR_NODE,
  },
  "fault-ignored": {
    summary: "the target's switch accepted a fault but did not confirm it",
    says: ({ fault }) => `the target's switch was set to ${fault} but did not confirm it`,
    wayOut: `declare timeout instead, or ${OUR_NODE}`,
  },
  "fault-hides-outcome": {
    summary: "after this fault, answers do not show whether the payment settled",
    says: ({ fault }) =>
      `after ${fault} the answers do not show whether the payment settled, and the node that knows is not ours`,
    wayOut: OUR_NODE,
  },
  "wire-fault-hides-outcome": {
    summary: "after this wire fault the caller never learns the outcome",
    says: ({ fault }) =>
      `after ${fault} the caller never learns the outcome, because it does not retry with the same key`,
    wayOut: "set client.retry to 2 attempts or more with key: same",
  },
  "switch-missing": {
    summary: "the target has no failure-injection switch",
    says: ({ reason }) =>
      `the target has no failure-injection switch (${reason}), so it accepts neither faults nor a strategy`,
    wayOut: OUR_NODE,
  },
  "switch-takes-one-fault": {
    summary: "a phase declares several faults, but the target's switch injects only one at a time",
    says: ({ phase }) => `phase "${phase}" declares several faults, but the target's switch injects only one at a time`,
    wayOut: `declare one fault per phase, or ${OUR_NODE}`,
  },
  "not-controllable": {
    summary: "the scenario asks for something that only the embedded API supports",
    says: ({ what, wanted }) => notOurs[what](wanted),
    wayOut: ({ what }) => (what === "duplicates" ? OUR_NODE : "run it without --target"),
  },
  overfunded: {
    summary: "the project had more money than declared, so its payouts never competed for it",
    says: ({ projectId, declaredMsat, openingMsat, costMsat }) =>
      `${projectId} had ${inSats(openingMsat)} instead of the declared ${inSats(declaredMsat)}, so its payouts, which cost ${inSats(costMsat)}, never competed for money`,
    wayOut: "empty the project first, or raise payouts until they cost more than it holds",
  },
  underfunded: {
    summary: "the project had less money than declared and could not be funded",
    says: ({ projectId, declaredMsat, openingMsat }) =>
      `${projectId} had ${inSats(openingMsat)} instead of the declared ${inSats(declaredMsat)}, and could not be funded`,
    wayOut: ({ projectId }) => `fund it before the run, or lower projects.${projectId}.balance`,
  },
  "nothing-sent": { summary: "no payout was sent", wayOut: "run it again" },
  "nothing-answered": {
    summary: "no attempt was answered",
    wayOut: "check the address, or raise client.timeout if the API is slow",
  },
  "all-refused": {
    summary: "every payout was refused before it was paid",
    says: "every payout was refused before it was paid, so nothing was tested",
    wayOut: "raise projects.*.balance, or check why they were refused",
  },
  "mostly-refused": {
    summary: "most payouts were refused before a payment was attempted",
    says: ({ refused, payouts }) =>
      `${formatInteger(refused)} of ${counted(payouts, "payout")} were refused before a payment was attempted`,
    wayOut: "raise projects.*.balance, or declare refusals: expected if that is the point",
  },
  "mostly-unreached": {
    summary: "most payouts never reached the API",
    says: ({ unreached, payouts }) =>
      `${formatInteger(unreached)} of ${counted(payouts, "payout")} never reached the API, so they were not tested`,
    wayOut: "raise client.retry.attempts or client.retry.backoff",
  },
  "rail-unused": {
    summary: "our node received no payment of the run",
    says: "our node received no payment of this run, so nothing was tested",
    wayOut:
      "let the API pay through our node (--rail-port); if it already does, check the errors that it gets from the node",
  },
  "switch-was-on": {
    summary: "the target's switch was on before the run, so another run may be using it",
    says: "the target's failure-injection switch was on before the run, so another run may be using it",
    wayOut: 'switch it off first: POST /api/v1/test/failure-injection {"enabled": false}',
  },
  "payments-of-others": {
    summary: "our node received payments that belong to no payout of this run",
    says: ({ payments, settled }) =>
      `our node received ${counted(payments, "payment")} that ${payments === 1 ? "belongs" : "belong"} to no payout of this run, and settled ${formatInteger(settled)}`,
    wayOut:
      "let nobody else use the target during the run, let it finish the payouts of earlier runs first, and pay each payee under its own name",
  },
  "nothing-reported-paid": {
    summary: "the target reported no payout as paid",
    says: "the target reported no payout as paid, so nothing was tested",
    wayOut: "raise projects.*.balance, or lower the faults",
  },
  "never-sent": {
    summary: "some payouts were never sent",
    says: ({ missing, payouts }) =>
      `${formatInteger(missing)} of ${counted(payouts, "payout")} ${missing === 1 ? "was" : "were"} never sent`,
    wayOut: "run it again",
  },
  "concurrency-not-reached": {
    summary: "a phase declared a concurrency that it never reached",
    says: ({ phase, declared, reached }) =>
      `phase "${phase}" declared a concurrency of ${formatInteger(declared)} and reached ${formatInteger(reached)}`,
    wayOut: ({ payouts, declared }) =>
      payouts < declared
        ? `it has only ${counted(payouts, "payout")}: raise its payouts or lower its concurrency`
        : "raise its payouts or lower its concurrency",
  },
  "answers-unreadable": {
    summary: "answers report success but not the payout's status",
    says: ({ payouts }) => `${counted(payouts, "payout")} got an answer that reports success but no status`,
    wayOut: "answer with success: true and data.status",
  },
  "unexplained-attempts": {
    summary: "attempts had an unknown outcome that no fault explains",
    says: unexplained,
    wayOut: ({ attempts, fired, clientTimeouts, gateway }) =>
      [
        ...(clientTimeouts > 0 ? ["raise client.timeout"] : []),
        ...(gateway > 0 ? ["raise the timeout of the gateway"] : []),
        ...(clientTimeouts + gateway < attempts - fired ? ["lower the concurrency if the machine is too slow"] : []),
      ].join(" and "),
  },
  "outcomes-unknown": {
    summary: "answers do not show whether payouts were paid, and nothing else does",
    says: ({ payouts, clientTimeouts, clientTimeoutMs }) => {
      const paid = payouts === 1 ? "it was" : "they were";
      const own =
        clientTimeouts === 0 ? "" : ` (${counted(clientTimeouts, "of them", "of them")} ${within(clientTimeoutMs)})`;
      return `${counted(payouts, "payout")} got no clear answer${own}, and only the node knows whether ${paid} paid`;
    },
    wayOut: ({ clientTimeouts }) =>
      `${clientTimeouts > 0 ? "raise client.timeout, " : ""}run with --rail-port, or offer a list of payouts`,
  },
  "stayed-pending": {
    summary: "payouts stayed pending, and only the node knows the outcome",
    says: ({ payouts }) => `${counted(payouts, "payout")} stayed pending, and only the node knows the outcome`,
    wayOut: "raise drain, run with --rail-port, or offer a list of payouts",
  },
  "accepted-unseen": {
    summary: "payouts were accepted, and nothing shows what became of them",
    says: ({ payouts }) =>
      `${counted(payouts, "payout")} ${payouts === 1 ? "was" : "were"} accepted and never reached the node, and the service shows nothing more of ${payouts === 1 ? "it" : "them"}`,
    wayOut: "raise drain, or offer a list of payouts, entries, or a look-up",
  },
  "outcomes-untold": {
    summary: "payments ended, and no answer that the service file understands told their callers how",
    says: ({ payouts }) =>
      `the service knew how ${counted(payouts, "payout")} ended, and no answer that the service file understands told ${payouts === 1 ? "its caller" : "their callers"}`,
    wayOut:
      "say in states, outcomes or errors what its answers mean (`chaos-payout check` shows them), or describe poll or payouts",
  },
  "callbacks-unread": {
    summary: "callbacks came whose state the service file does not know",
    says: ({ payouts }) =>
      `callbacks about ${counted(payouts, "payout")} had a state that the service file does not know`,
    wayOut: "say in callbacks.state where the state is, and in states what it means",
  },
  "routes-unknown": {
    summary: "the fees of routes are charged to the account, and only the provider knows them",
    says: ({ payouts }) =>
      `the account pays the route of ${counted(payouts, "payout")}, and only the provider knows what ${payouts === 1 ? "it" : "they"} cost`,
    wayOut: "let the service pay through our node",
  },
  "states-unknown": {
    summary: "payouts are listed with a status that the contract does not have",
    says: ({ payouts, words }) =>
      `${counted(payouts, "payout")} ${payouts === 1 ? "is" : "are"} listed as ${listed(words.map((word) => `"${word}"`))}, which the contract does not have`,
    wayOut: "raise drain if they were still changing",
  },
  "crash-not-retried": {
    summary: "the API was killed or paused, and no retry reached it afterwards",
    says: ({ point, how, atMs }) =>
      `the API was ${done[how]} at ${point} (${formatMoment(atMs)}), and no retry reached it after its ${how === "pause" ? "pause" : "restart"}`,
    wayOut: "raise client.retry.attempts or client.retry.backoff",
  },
  interrupted: {
    summary: "the run was interrupted",
    says: ({ signal }) => `${signal} stopped the run before its load was complete`,
    wayOut: "run it again",
  },
  "time-limit": {
    summary: "the run reached its time limit",
    says: ({ limitMs }) => `the run reached its time limit of ${formatDuration(limitMs)} before its load was complete`,
    wayOut: "split the load into several scenarios",
  },
  "api-exited": {
    summary: "the API exited unexpectedly",
    says: ({ atMs, reason }) => `the API exited unexpectedly at ${formatMoment(atMs)}: ${reason}`,
    wayOut: "run it with the same seed to see whether it exits again",
  },
  "not-restarted": {
    summary: "the API did not come back after it was killed",
    says: ({ point, how }) => `the API did not come back after it was ${done[how]} at ${point}`,
    wayOut: "check that the API starts on the ledger that the crash left behind",
  },
  "journal-incomplete": {
    summary: "the journal is incomplete",
    says: "the journal is incomplete: the run did not finish",
    wayOut: "let a run finish with --journal",
  },
  "drain-missing": {
    summary: "the journal does not say how the drain ended",
    wayOut: "let a run finish with --journal",
  },
  unfinished: {
    summary: "something was unfinished when the drain ended",
    says: ({ unfinished }) => `unfinished at the end of the drain: ${listed(unfinished.map(unfinishedText))}`,
    wayOut: ({ unfinished }) => (unfinished.some(isMatterOfTime) ? "raise drain" : ""),
  },
  "read-failed": {
    summary: "a balance, the entries or the payouts could not be read",
    says: ({ what, projectId, reason }) => `the ${what} of ${projectId} could not be read: ${reason}`,
    wayOut: "make sure that the API answers this call",
  },
  "balance-not-read": {
    summary: "an opening or a final balance was not read",
    says: ({ projectId, when }) => `the ${when} balance of ${projectId} was not read`,
    wayOut: "make sure that the API answers GET /api/v1/projects/:id/balance",
  },
  "entries-lost": {
    summary: "the entries could be read before the load but not after it",
    says: ({ projectId }) => `the entries of ${projectId} could be read before the load but not after it`,
    wayOut: "make sure that the API still lists them after the load",
  },
  "entries-of-others": {
    summary: "payouts of others, such as an earlier run, also moved the balance",
    says: ({ projectId, entries }) =>
      `${counted(entries, "entry", "entries")} of ${projectId} ${entries === 1 ? "belongs" : "belong"} to payouts that are not from this run`,
    wayOut: "use a separate project for this run, and wait until earlier runs have ended",
  },
  "entries-unmatched": {
    summary: "no entry names a payout, so no charge can be matched to its payout",
    says: ({ projectId, entries }) =>
      `none of the ${formatInteger(entries)} entries of ${projectId} names a payout of this run`,
    wayOut: "name the payout in each entry, as idempotencyKey or payoutId",
  },
  "threshold-not-judged": {
    summary: "a threshold's metric has no samples",
    says: ({ metric, expression, reason }) => `the threshold ${metric}: ${expression} cannot be judged: ${reason}`,
    wayOut: "remove the threshold, or send payouts that its metric measures",
  },
  "check-failed": {
    summary: "a check crashed, which is a bug in chaos-payout",
    says: ({ check, reason }) => `the check ${check} crashed: ${reason}`,
    wayOut: "please report it",
  },
} as const satisfies { readonly [Kind in DoubtKind]: DoubtText<DoubtOf<Kind>> };

const notOurs = {
  crashes: () => "the scenario kills the API, but an external target cannot be killed",
  duplicates: (wanted) => `the scenario sets rail.duplicates to ${wanted}, but the target uses its own node`,
  instances: (wanted) => `the scenario asks for ${wanted} instances, but an external target runs its own`,
} as const satisfies Record<DoubtOf<"not-controllable">["what"], (wanted: string) => string>;

const done = { kill: "killed", terminate: "terminated", pause: "paused" } as const satisfies Record<
  DoubtOf<"not-restarted">["how"],
  string
>;

const inSats = (msat: number) => `${formatSats(msat)} sats`;
