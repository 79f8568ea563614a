import { counted, formatDuration, formatInteger, formatMoment, formatSats, listed } from "../../domain/format.ts";
import { done } from "./done.ts";
import type { DoubtOf, DoubtTexts } from "./doubt-text.ts";

/** What the load did not reach, and what its answers do not tell. */
export const load = {
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
  "order-not-kept": {
    summary: "an event did not happen in the order that the scenario lists",
    says: ({ event, before, waitedMs }) =>
      waitedMs === 0
        ? `${event} happened before ${before}, and cannot be held back`
        : `${event} waited ${formatDuration(waitedMs)} for ${before}, which did not happen, and went ahead`,
    wayOut: ({ event, before }) =>
      `list ${event} before ${before} in order, raise concurrency so that both are under way, or remove ${before}`,
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
  "not-looked-up": {
    summary: "the caller was to look payouts up before it retried, and could not",
    says: ({ payouts }) =>
      `${counted(payouts, "payout")} could not be looked up before a retry, so none was sent again: the service has no look-up that works without an answer`,
    wayOut: `describe in lookup of the service file how a payout is found by \${payout.key}`,
  },
  "invalid-not-refused": {
    summary: "payouts that nobody can make were not refused: the service answered with an error, or not at all",
    says: ({ payouts, amounts }) =>
      `${counted(payouts, "payout")} that nobody can make (${amounts.join(", ")}) got an error or no answer, which is no refusal`,
    wayOut: "answer 400 or 422, and say in errors of the service file that this means refused",
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
  "kept-fees-unknown": {
    summary: "money is missing that may be the fees of payouts that failed, and no entries say so",
    says: ({ projectId, missingMsat }) =>
      `${formatSats(missingMsat)} sats of ${projectId} may be kept as the fees of payouts that failed, or be lost: without entries nobody knows`,
    wayOut: "let the service list its entries",
  },
  "states-unknown": {
    summary: "payouts are listed with a word that nothing explains",
    says: ({ payouts, words }) =>
      `${counted(payouts, "payout")} ${payouts === 1 ? "is" : "are"} listed as ${listed(words.map((word) => `"${word}"`))}, and nothing says what that means`,
    wayOut: "add the word to states in the service file, or raise drain if they were still changing",
  },
  "crash-not-retried": {
    summary: "the API was killed or paused, and no retry reached it afterwards",
    says: ({ point, how, atMs }) =>
      `the API was ${done[how]} at ${point} (${formatMoment(atMs)}), and no retry reached it after its ${how === "pause" ? "pause" : "restart"}`,
    wayOut: "raise client.retry.attempts or client.retry.backoff",
  },
} as const satisfies DoubtTexts;

function unexplained(doubt: DoubtOf<"unexplained-attempts">): string {
  const { attempts, fired, crashed, clientTimeouts, clientTimeoutMs, gateway } = doubt;
  if (clientTimeouts >= attempts && fired === 0) {
    return `${counted(attempts, "attempt")} got no answer ${within(clientTimeoutMs)}`;
  }
  const apart = crashed ? " (not counting crashes)" : "";
  const faults = fired === 0 ? "no fault" : `only ${counted(fired, "fault")}`;
  const all = `${counted(attempts, "attempt")} had an unknown outcome${apart}, but ${faults} fired that could explain it`;
  const known: string[] = [];
  if (clientTimeouts > 0) known.push(`${formatInteger(clientTimeouts)} got no answer ${within(clientTimeoutMs)}`);
  if (gateway > 0) known.push(`${counted(gateway, "was", "were")} answered by a gateway`);
  return known.length === 0 ? all : `${all}: ${listed(known)}`;
}

function within(clientTimeoutMs: number | undefined): string {
  return `within the client's own timeout${clientTimeoutMs === undefined ? "" : ` of ${formatDuration(clientTimeoutMs)}`}`;
}
