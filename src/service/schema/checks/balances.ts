import { didYouMean } from "../../../document/did-you-mean.ts";
import { isRecord } from "../../../document/tree.ts";
import { at, type Check, has, type Mistake, pairsAt, textAt } from "./raw.ts";
import { templatePlaces } from "./template-places.ts";

/** Each part of the books is read in one way, and an account with a balance can get it. */
export const balances: Check = (file) => {
  const twice = (["balance", "entries", "payouts"] as const).filter((key) => has(file, key) && has(file, "books", key));
  const mistakes: Mistake[] = twice.map((key) => {
    return { path: ["books", key], message: `${key} is read twice: leave out ${key}, or books.${key}` };
  });
  const canFund = has(file, "fund") || has(file, "module");
  for (const [id, account] of pairsAt(file, "accounts")) {
    if (!has(account, "balance") || canFund || !(has(file, "balance") || has(file, "books", "balance"))) continue;
    const message =
      "a balance that it should have needs fund, the call that adds to it; without one, the balance is as found";
    mistakes.push({ path: ["accounts", id, "balance"], message });
  }
  return mistakes;
};

/** Who reserves the fee of a route takes more than the cost for a while: undeclared, a balance during the load would look impossible. */
export const reserves: Check = (file) => {
  const isReserved = textAt(file, "fee", "routing") === "reserved";
  const isHeld = has(file, "balance", "held") || /\bheld\b/.test(textAt(file, "books", "balance") ?? "");
  if (!isReserved || isHeld || has(file, "mayHold")) return [];
  const message =
    "routing: reserved takes more than the cost for a while: write how much, as in mayHold: { percent: 0.5, atLeast: 5 sat }, or balance.held, where the answer shows it";
  return [{ path: ["fee", "routing"], message }];
};

/** A variable of an account that nothing uses is probably a misspelled key. */
export const variables: Check = (file) => {
  const texts = templatePlaces(file).map(({ text }) => text);
  const isUsed = (name: string) =>
    texts.some((text) => text.includes(`\${account.${name}}`) || text.includes(`\${account.${name}:`));
  return pairsAt(file, "accounts").flatMap(([id, account]) => {
    if (!isRecord(account) || has(file, "module")) return [];
    return Object.keys(account)
      .filter((key) => key !== "balance" && !isUsed(key))
      .map((key): Mistake => {
        const path = ["accounts", id, key];
        const suggestion = didYouMean(key, ["balance"]);
        if (suggestion !== undefined) return { path, isKey: true, message: `unknown key "${key}"`, suggestion };
        return {
          path,
          isKey: true,
          message: `nothing uses the variable "${key}": write \${account.${key}} where it belongs, or leave it out`,
        };
      });
  });
};

/** A service that we do not start has to have an address. */
export const address: Check = (file) => {
  if (!isRecord(file) || at(file, "url") !== undefined || has(file, "start")) return [];
  return [
    {
      path: ["url"],
      message: 'missing key "url": it must be the address of the service, or write start so that we start it',
    },
  ];
};
