import { didYouMean } from "../../../document/did-you-mean.ts";
import { type DialectName, dialectNames } from "../../../domain/dialect.ts";
import { type PayeeKind, payeeKinds } from "../../../domain/payee.ts";
import { type Check, pairsAt, textAt } from "./raw.ts";

/** The dialects that can pay each kind of payee; what the service looks up itself ends as an invoice, which all of them pay. */
const paidBy: Readonly<Record<PayeeKind, readonly DialectName[]>> = {
  gamertag: ["zbd", "lnd-rest", "lnd-grpc", "cln-rest"],
  "lightning-address": dialectNames,
  bolt11: dialectNames,
  lnurl: dialectNames,
  keysend: ["lnd-rest", "lnd-grpc", "cln-rest", "zbd"],
};

/** The payees are at a rail that exists, and that can pay them. */
export const rails: Check = (file) => {
  const names = pairsAt(file, "rails").map(([name]) => name);
  const host = textAt(file, "payees", "at");
  if (host !== "" && !names.includes(host)) {
    const suggestion = didYouMean(host, names);
    const message = `payees.at must be one of the rails (got "${host}")`;
    const none = `${message}: write rails: { ${host}: { dialect: lnd-rest } }`;
    if (names.length === 0) return [{ path: ["payees", "at"], message: none }];
    return [{ path: ["payees", "at"], message, ...(suggestion === undefined ? { known: names } : { suggestion }) }];
  }
  const pay = payeeKinds.find((kind) => kind === textAt(file, "payees", "pay"));
  const dialects = names.flatMap((name) =>
    dialectNames.filter((each) => each === textAt(file, "rails", name, "dialect")),
  );
  if (pay === undefined || dialects.length === 0 || dialects.length < names.length) return [];
  if (dialects.some((dialect) => paidBy[pay].includes(dialect))) return [];
  const message = `payees.pay is ${pay}, and none of the rails can pay that (got ${[...new Set(dialects)].join(", ")}): use ${paidBy[pay].join(", ")}`;
  return [{ path: ["payees", "pay"], message }];
};
