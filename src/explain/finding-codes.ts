import type { FindingKind } from "../domain/finding.ts";

/** A three-letter code for each kind of finding, for narrow table columns. */
export const findingCodes = {
  "charged-not-paid": "CNP",
  "paid-not-charged": "PNC",
  "double-paid": "DBL",
  "double-charged": "DCH",
  "wrong-amount": "AMT",
  "partly-refunded": "PRT",
  "false-refusal": "REF",
  "false-success": "SUC",
  "false-callback": "CAL",
  "accepted-and-lost": "LST",
  "invalid-accepted": "INV",
  overdraft: "OVR",
  "unexplained-change": "UNX",
  "impossible-balance": "IMP",
  "key-breach": "KEY",
  "stuck-pending": "STK",
} as const satisfies Record<FindingKind, string>;
