import type { FindingKind } from "../domain/finding.ts";

/** A public incident: what happened, and what it did to the money. */
export interface Incident {
  /** Its class: what a reconciliation would have found. */
  readonly finding: FindingKind;
  readonly happened: string;
  /** The shipped scenario that tells of it. */
  readonly scenario?: string;
}

/** Public incidents, by tracker and number. An explanation can name only these, so that none is invented. */
export const incidents = {
  "lnbits #138": {
    finding: "charged-not-paid",
    happened: "the rollback of a failed withdrawal was never committed, and the balance stayed reduced",
    scenario: "lnbits-138",
  },
  "lnbits #168": {
    finding: "paid-not-charged",
    happened: "the node paid, then an exception was thrown, and the account was never debited",
    scenario: "lnbits-168",
  },
  "lnbits #583": {
    finding: "double-charged",
    happened: "after an error and an immediate retry, both attempts were deducted under one payment hash",
    scenario: "lnbits-583",
  },
  "getAlby/lndhub.go #97": {
    finding: "paid-not-charged",
    happened: "the ledger was rolled back on a send error while the payment was in transit",
    scenario: "lndhub-97",
  },
  "getAlby/hub #1222": {
    finding: "overdraft",
    happened: "concurrent payments raced the balance check",
    scenario: "alby-hub-1222",
  },
  "getAlby/hub #1723": {
    finding: "paid-not-charged",
    happened: "marked as failed when the request was cancelled; then the node reported success",
    scenario: "alby-hub-1723",
  },
  "btcpayserver #6365": {
    finding: "double-paid",
    happened: "a failed status lookup cancelled a payout that had been paid; it could be paid again",
    scenario: "btcpay-6365",
  },
  "btcpayserver #5913": {
    finding: "double-paid",
    happened: "a person in the UI and the automated processor both paid",
    scenario: "btcpay-5913",
  },
  "btcpayserver #6314": {
    finding: "double-paid",
    happened: "a payout could be paid twice, in the UI and by the automated processor at the same time",
    scenario: "btcpay-5913",
  },
  "BlueWallet/LndHub 53361d2": {
    finding: "paid-not-charged",
    happened: "the sweeper evicted the locks of payments that had succeeded",
  },
  "ZeusLN/zeus #3165": {
    finding: "double-paid",
    happened: "a timeout of 60 s was shown as a failure, and the user paid again",
    scenario: "zeus-3165",
  },
  "cashubtc/nutshell #614": {
    finding: "charged-not-paid",
    happened: "marked as paid although the node had reported a failure",
  },
  "cashubtc/nutshell #988": {
    finding: "paid-not-charged",
    happened: "refunded while the payment's state was still unknown",
  },
  "elizaOS/eliza #11022": {
    finding: "paid-not-charged",
    happened: "the record of the key outlived the refund, and a retry with the same key paid without a debit",
  },
  "zapread #342": {
    finding: "paid-not-charged",
    happened: "the HTTP stream broke during a withdrawal, and the spend was never recorded",
    scenario: "zapread-342",
  },
  "antiwork/gumroad #5797": {
    finding: "stuck-pending",
    happened:
      "deploys recycled the workers during the run; 74 of 1,193 payouts were started, and no error was shown anywhere",
    scenario: "gumroad-5797",
  },
  "getAlby/cli #55": {
    finding: "double-paid",
    happened: "a look-up said that there was no such payment, so it was made again, and both settled",
    scenario: "alby-cli-55",
  },
  "lnp2pBot/bot #844": {
    finding: "double-paid",
    happened: "an error of the status look-up was read as not paid, and one pending payment stopped the job",
    scenario: "lnp2pbot-844",
  },
  "lnd #8884": {
    finding: "paid-not-charged",
    happened: "a payment was SUCCEEDED, with its preimage, and had a failure reason",
    scenario: "lnd-8884",
  },
  "miningcore #239": {
    finding: "paid-not-charged",
    happened:
      "the wallet answered that it had not enough money although the call had gone through, and was called again",
    scenario: "miningcore-239",
  },
  "GaloyMoney/blink #2364": {
    finding: "stuck-pending",
    happened: "a fee check threw between the ledger row and the send, and the sweeper skipped the row for ever",
    scenario: "blink-2364",
  },
  "Scottcjn/Rustchain #5360": {
    finding: "paid-not-charged",
    happened: "the payment was made, the completing write failed, and the catch block refunded",
    scenario: "rustchain-5360",
  },
  "opencollective/opencollective-api #4641": {
    finding: "double-charged",
    happened: "the webhook and the hourly job both booked the same batch",
    scenario: "opencollective-4641",
  },
  "alphagov/pay-connector #3962": {
    finding: "paid-not-charged",
    happened: "the provider answered with an error although it had captured the payment",
    scenario: "pay-connector-3962",
  },
  "lnd #4788": {
    finding: "stuck-pending",
    happened: "a payment stayed in flight for ever",
  },
  "lnd #5396": {
    finding: "paid-not-charged",
    happened: "a payment stayed in flight for ever, and nobody could say whether a refund was safe",
    scenario: "lnd-5396",
  },
  "lnd #7697": {
    finding: "stuck-pending",
    happened: "a payment stayed in flight for ever",
  },
  "peanut-ui #2619": {
    finding: "double-paid",
    happened: "a proxy timed out although the record had been written, and the retry paid again",
    scenario: "peanut-ui-2619",
  },
  "lnstxbridge #10": {
    finding: "paid-not-charged",
    happened: "a timer refunded a swap, and then its payment settled",
    scenario: "lnstxbridge-10",
  },
  "Twilio 2013-07-18": {
    finding: "double-charged",
    happened: "the store of the balances was read-only after a failover, and each retry charged the cards again",
    scenario: "twilio-2013",
  },
} as const satisfies Record<string, Incident>;

/** The name of an incident. */
export type IncidentName = keyof typeof incidents;

/** The incidents that a shipped scenario tells of; none for any other scenario. */
export function incidentsOf(scenario: string): readonly (readonly [name: IncidentName, incident: Incident])[] {
  const all = Object.entries(incidents) as [IncidentName, Incident][];
  return all.filter(([, incident]) => incident.scenario === scenario);
}
