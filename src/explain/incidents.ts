/** Public incidents, by tracker and number. An explanation can name only these, so that none is invented. */
export const incidents = {
  "lnbits #138": "the rollback of a failed withdrawal was never committed, and the balance stayed reduced",
  "lnbits #168": "the node paid, then an exception was thrown, and the account was never debited",
  "lnbits #583": "after an error and an immediate retry, both attempts were deducted under one payment hash",
  "getAlby/lndhub.go #97": "the ledger was rolled back on a send error while the payment was in transit",
  "getAlby/hub #1222": "concurrent payments raced the balance check",
  "getAlby/hub #1723": "marked as failed when the request was cancelled; then the node reported success",
  "btcpayserver #6365": "a failed status lookup cancelled a payout that had been paid; it could be paid again",
  "btcpayserver #5913": "a person in the UI and the automated processor both paid",
  "btcpayserver #6314": "a payout could be paid twice, in the UI and by the automated processor at the same time",
  "BlueWallet/LndHub 53361d2": "the sweeper evicted the locks of payments that had succeeded",
  "ZeusLN/zeus #3165": "a timeout of 60 s was shown as a failure, and the user paid again",
  "cashubtc/nutshell #614": "marked as paid although the node had reported a failure",
  "cashubtc/nutshell #988": "refunded while the payment's state was still unknown",
  "elizaOS/eliza #11022":
    "the record of the key outlived the refund, and a retry with the same key paid without a debit",
  "zapread #342": "the HTTP stream broke during a withdrawal, and the spend was never recorded",
  "antiwork/gumroad #5797":
    "deploys recycled the workers during the run; 74 of 1,193 payouts were started, and no error was shown anywhere",
  "getAlby/cli #55": "a look-up said that there was no such payment, so it was made again, and both settled",
  "lnp2pBot/bot #844": "an error of the status look-up was read as not paid, and one pending payment stopped the job",
  "lnd #8884": "a payment was SUCCEEDED, with its preimage, and had a failure reason",
  "miningcore #239":
    "the wallet answered that it had not enough money although the call had gone through, and was called again",
  "GaloyMoney/blink #2364":
    "a fee check threw between the ledger row and the send, and the sweeper skipped the row for ever",
  "Scottcjn/Rustchain #5360": "the payment was made, the completing write failed, and the catch block refunded",
  "opencollective/opencollective-api #4641": "the webhook and the hourly job both booked the same batch",
  "alphagov/pay-connector #3962": "the provider answered with an error although it had captured the payment",
  "lnd #4788": "a payment stayed in flight for ever",
  "lnd #5396": "a payment stayed in flight for ever, and nobody could say whether a refund was safe",
  "lnd #7697": "a payment stayed in flight for ever",
} as const satisfies Record<string, string>;

/** The name of an incident. */
export type IncidentName = keyof typeof incidents;
