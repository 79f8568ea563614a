import type { Doubt, DoubtKind } from "../domain/doubt.ts";
import { counted, formatDuration, formatInteger, formatMoment, formatSats, listed } from "../domain/format.ts";
import { isMatterOfTime, unfinishedText } from "./unfinished.ts";

/** How one kind of doubt is told. */
export interface DoubtText<One extends Doubt> {
  /** What it means, in a line, for whoever reads the list of all kinds. */
  readonly summary: string;
  /** What was not proved, with its figures: one sentence without a capital and without a full stop. */
  says(doubt: One): string;
  /** The flag or the key that would settle it; "" where there is none. */
  wayOut(doubt: One): string;
}

type DoubtOf<Kind extends DoubtKind> = Extract<Doubt, { readonly kind: Kind }>;

const OUR_NODE = "run with --rail-port";

/** Every kind of doubt, in the order in which a run goes. */
export const doubtTexts = {
  "fault-rounds-to-zero": {
    summary: "a rate so low, or a phase so small, that no payout meets the fault",
    says: ({ fault, declared, phase, payouts }) =>
      `${fault}: ${declared} of the ${counted(payouts, "payout")} of phase "${phase}" is less than half a payout, so it meets none`,
    wayOut: () => "raise the payouts or the rate",
  },
  "fault-not-fired": {
    summary: "a declared fault met fewer payouts than planned, or none",
    says: ({ fault, planned, fired }) =>
      `${fault} was planned for ${counted(planned, "payout")} and ${fired === 0 ? "never fired" : `fired for ${formatInteger(fired)}`}`,
    wayOut: () => "raise payouts, or the balance if payouts were refused",
  },
  "fault-not-observable": {
    summary: "nothing that can be observed on this target shows whether the fault happened",
    says: ({ fault }) => `whether ${fault} happened cannot be seen in answers`,
    wayOut: () => OUR_NODE,
  },
  "fault-ignored": {
    summary: "the target's switch accepted a fault, and its answer does not confirm it",
    says: ({ fault }) => `the target's switch was set to ${fault}, and its answer does not confirm it`,
    wayOut: () => `declare timeout instead, or ${OUR_NODE}`,
  },
  "fault-hides-outcome": {
    summary: "a fault after which answers do not tell whether the payment settled",
    says: ({ fault }) =>
      `after ${fault} the answers do not tell whether the payment settled, and the node that would know is not ours`,
    wayOut: () => OUR_NODE,
  },
  "wire-fault-hides-outcome": {
    summary: "a wire fault after which the caller never learns what became of its request",
    says: ({ fault }) => `after ${fault} the caller learns nothing more, because it does not retry with the same key`,
    wayOut: () => "set client.retry to 2 attempts or more with key: same",
  },
  "switch-missing": {
    summary: "the target has no failure-injection switch, so no fault can be set there",
    says: ({ reason }) =>
      `the target has no failure-injection switch (${reason}), so neither faults nor a strategy can be set there`,
    wayOut: () => OUR_NODE,
  },
  "switch-takes-one-fault": {
    summary: "a phase declares several faults, and the target's switch injects one at a time",
    says: ({ phase }) => `phase "${phase}" declares several faults, and the target's switch injects one at a time`,
    wayOut: () => `declare one fault per phase, or ${OUR_NODE}`,
  },
  "not-controllable": {
    summary: "the scenario asks for something that only the embedded API can do",
    says: ({ what, wanted }) => notOurs[what](wanted),
    wayOut: ({ what }) => (what === "duplicates" ? OUR_NODE : "run it without --target"),
  },
  overfunded: {
    summary: "the project held more than declared, so its payouts never competed for money",
    says: ({ projectId, declaredMsat, openingMsat, costMsat }) =>
      `${projectId} held ${inSats(openingMsat)} although ${inSats(declaredMsat)} were declared, so its payouts, which cost ${inSats(costMsat)}, never competed for money`,
    wayOut: () => "empty the project first, or raise payouts until they cost more than it holds",
  },
  underfunded: {
    summary: "the project held less than declared and could not be funded",
    says: ({ projectId, declaredMsat, openingMsat }) =>
      `${projectId} held ${inSats(openingMsat)} although ${inSats(declaredMsat)} were declared, and could not be funded`,
    wayOut: ({ projectId }) => `fund it before the run, or lower projects.${projectId}.balance`,
  },
  "nothing-sent": {
    summary: "no payout was sent",
    says: () => "no payout was sent",
    wayOut: () => "",
  },
  "nothing-answered": {
    summary: "no attempt was answered",
    says: () => "no attempt was answered",
    wayOut: () => "check the address, or raise client.timeout if the API is slow",
  },
  "all-refused": {
    summary: "every payout was refused before it was paid",
    says: () => "every payout was refused before it was paid, so nothing was put to the test",
    wayOut: () => "raise projects.*.balance, or look at the reasons for the refusals",
  },
  "mostly-refused": {
    summary: "most payouts were refused before a payment was attempted",
    says: ({ refused, payouts }) =>
      `${formatInteger(refused)} of ${counted(payouts, "payout")} were refused before a payment was attempted`,
    wayOut: () => "raise projects.*.balance, or declare refusals: expected if that is the point",
  },
  "mostly-unreached": {
    summary: "most payouts never reached the API",
    says: ({ unreached, payouts }) =>
      `${formatInteger(unreached)} of ${counted(payouts, "payout")} never reached the API, so they were not put to the test`,
    wayOut: () => "raise client.retry.attempts or client.retry.backoff",
  },
  "rail-unused": {
    summary: "our node took on no payment of the run",
    says: () => "our node took on no payment of this run, so nothing was put to the test",
    wayOut: () =>
      "let the API pay through our node (--rail-port); if it does, look at the errors that the node answers to it",
  },
  "switch-was-on": {
    summary: "the target's switch was on before the run, so somebody else may be using it",
    says: () => "the target's failure-injection switch was on before the run, so another run may be using it",
    wayOut: () => 'switch it off first: POST /api/v1/test/failure-injection {"enabled": false}',
  },
  "payments-of-others": {
    summary: "the target asked our node for payments that belong to no payout of this run",
    says: ({ payments, settled }) =>
      `our node was asked for ${counted(payments, "payment")} of no payout of this run, and settled ${formatInteger(settled)}`,
    wayOut: () => "let the target serve this run alone, and pay each payee under the name that it was given",
  },
  "nothing-reported-paid": {
    summary: "the target reported no payout as paid",
    says: () => "the target reported no payout as paid, so nothing was put to the test",
    wayOut: () => "raise projects.*.balance, or lower the faults",
  },
  "never-sent": {
    summary: "some payouts were never sent",
    says: ({ missing, payouts }) =>
      `${formatInteger(missing)} of ${counted(payouts, "payout")} ${missing === 1 ? "was" : "were"} never sent`,
    wayOut: () => "",
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
    summary: "answers report success and do not say what became of the payout",
    says: ({ payouts }) =>
      `${counted(payouts, "payout")} got an answer that reports success and does not say what became of the payout`,
    wayOut: () => "answer with success: true and data.status",
  },
  "unexplained-attempts": {
    summary: "attempts ended without a clear answer, and no fault explains them",
    says: unexplained,
    wayOut: ({ attempts, fired, clientTimeouts, gateway }) =>
      [
        ...(clientTimeouts > 0 ? ["raise client.timeout"] : []),
        ...(gateway > 0 ? ["raise the timeout of the gateway"] : []),
        ...(clientTimeouts + gateway < attempts - fired ? ["lower the concurrency if the machine is too slow"] : []),
      ].join(" and "),
  },
  "outcomes-unknown": {
    summary: "answers leave open whether payouts were paid, and nothing else tells",
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
    wayOut: () => "raise drain, run with --rail-port, or offer a list of payouts",
  },
  "states-unknown": {
    summary: "payouts are listed under words that the contract does not have",
    says: ({ payouts, words }) =>
      `${counted(payouts, "payout")} ${payouts === 1 ? "is" : "are"} listed as ${listed(words.map((word) => `"${word}"`))}, which the contract does not have`,
    wayOut: () => "raise drain if they were still changing",
  },
  "crash-not-retried": {
    summary: "the API was killed, and no attempt reached it afterwards to ask about what was under way",
    says: ({ point, atMs }) =>
      `the API was killed at ${point} (${formatMoment(atMs)}), and no retry reached it after its restart`,
    wayOut: () => "raise client.retry.attempts or client.retry.backoff",
  },
  interrupted: {
    summary: "the run was stopped before its load was complete",
    says: ({ signal }) => `${signal} stopped the run before its load was complete`,
    wayOut: () => "",
  },
  "time-limit": {
    summary: "the run reached its time limit",
    says: ({ limitMs }) => `the run reached its time limit of ${formatDuration(limitMs)} before its load was complete`,
    wayOut: () => "split the load into several scenarios",
  },
  "api-exited": {
    summary: "the API exited unexpectedly",
    says: ({ atMs, reason }) => `the API exited unexpectedly at ${formatMoment(atMs)}: ${reason}`,
    wayOut: () => "",
  },
  "not-restarted": {
    summary: "the API did not come back after it was killed",
    says: ({ point }) => `the API did not come back after it was killed at ${point}`,
    wayOut: () => "",
  },
  "journal-incomplete": {
    summary: "the journal has no end",
    says: () => "the journal has no end: the run did not finish",
    wayOut: () => "",
  },
  "drain-missing": {
    summary: "nothing tells whether everything came to rest",
    says: () => "nothing tells whether everything came to rest",
    wayOut: () => "",
  },
  unfinished: {
    summary: "something was still moving when the drain ended",
    says: ({ unfinished }) => `not everything came to rest: ${listed(unfinished.map(unfinishedText))}`,
    wayOut: ({ unfinished }) => (unfinished.some(isMatterOfTime) ? "raise drain" : ""),
  },
  "read-failed": {
    summary: "a balance, the entries or the payouts could not be read",
    says: ({ what, projectId, reason }) => `the ${what} of ${projectId} could not be read: ${reason}`,
    wayOut: () => "",
  },
  "balance-not-read": {
    summary: "an opening or a final balance was not read",
    says: ({ projectId, when }) => `the ${when} balance of ${projectId} was not read`,
    wayOut: () => "",
  },
  "entries-lost": {
    summary: "entries could be read before the load and not after it",
    says: ({ projectId }) => `the entries of ${projectId} could be read before the load and not after it`,
    wayOut: () => "",
  },
  "entries-of-others": {
    summary: "the balance also moved by payouts of others, such as an earlier run",
    says: ({ projectId, entries }) =>
      `${counted(entries, "entry", "entries")} of ${projectId} ${entries === 1 ? "belongs" : "belong"} to payouts that this run did not ask for`,
    wayOut: () => "give this run a project of its own, and wait until earlier runs have ended",
  },
  "entries-unmatched": {
    summary: "no entry names a payout, so no charge can be matched with its payout",
    says: ({ projectId, entries }) =>
      `none of the ${formatInteger(entries)} entries of ${projectId} names a payout of this run`,
    wayOut: () => "name the payout in each entry, as idempotencyKey or payoutId",
  },
  "threshold-not-judged": {
    summary: "a threshold looks at a metric that has no samples",
    says: ({ metric, expression, reason }) => `the threshold ${metric}: ${expression} cannot be judged: ${reason}`,
    wayOut: () => "",
  },
  "check-failed": {
    summary: "a check failed, which is a bug of chaos-payout",
    says: ({ check, reason }) => `the check ${check} failed: ${reason}`,
    wayOut: () => "please report it",
  },
} as const satisfies { readonly [Kind in DoubtKind]: DoubtText<DoubtOf<Kind>> };

const notOurs = {
  crashes: () => "the scenario kills the API, and a target cannot be killed",
  duplicates: (wanted) => `the scenario asks for a ${wanted} node, and the target uses its own`,
  instances: (wanted) => `the scenario asks for ${wanted} instances, and a target runs as many as it does`,
} as const satisfies Record<DoubtOf<"not-controllable">["what"], (wanted: string) => string>;

function unexplained(doubt: DoubtOf<"unexplained-attempts">): string {
  const { attempts, fired, crashed, clientTimeouts, clientTimeoutMs, gateway } = doubt;
  const own = clientTimeouts === 0 ? [] : [`${formatInteger(clientTimeouts)} got no answer ${within(clientTimeoutMs)}`];
  const others =
    gateway === 0 ? [] : [`${formatInteger(gateway)} ${gateway === 1 ? "was" : "were"} answered by a gateway`];
  // All of them alike: said in one breath.
  if (clientTimeouts >= attempts && fired === 0) {
    return `${counted(attempts, "attempt")} got no answer ${within(clientTimeoutMs)}`;
  }
  const apart = crashed ? ", crashes apart" : "";
  const faults = fired === 0 ? "no fault" : `only ${counted(fired, "fault")}`;
  const all = `${counted(attempts, "attempt")} ended without a clear answer${apart}, and ${faults} fired that could explain it`;
  const known = [...own, ...others];
  return known.length === 0 ? all : `${all}: ${listed(known)}`;
}

function within(clientTimeoutMs: number | undefined): string {
  return `within the client's own timeout${clientTimeoutMs === undefined ? "" : ` of ${formatDuration(clientTimeoutMs)}`}`;
}

function inSats(msat: number): string {
  return `${formatSats(msat)} sats`;
}
