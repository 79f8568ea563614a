import type { Vocabulary } from "../../document/check.ts";
import type { Path } from "../../document/path.ts";
import type { Subject } from "../../document/source.ts";

/** How messages call a service file. */
export const serviceSubject: Subject = { noun: "service file", holds: "service" };

/** Keys that people write for another one, and what to write instead. */
const otherWords: Readonly<Record<string, string>> = {
  baseUrl: "url",
  base_url: "url",
  endpoint: "url",
  auth: "headers: { authorization: ... }",
  authorization: "headers: { authorization: ... }",
  fees: "fee",
  currency: "unit",
  projects: "accounts",
  wallets: "accounts",
  status: "state, for the selector of the word, or states, for what the words mean",
  timeout: "client: { timeout } in the scenario",
  strategy: "nothing: how the service moves money is its own affair",
};

/** What messages know about the keys and values of a service file beyond its schema. */
export const serviceVocabulary: Vocabulary = {
  nounOf: () => "key",
  unknownKey(map: Path, key: string) {
    const [section] = map;
    const place = `${map.join(".")}.${key}`;
    if (
      place === "payout.outcomes" ||
      place === "payout.states" ||
      place === "payout.errors" ||
      place === "payout.own"
    ) {
      return `${key} of a payout stand at the top level: move them out of payout`;
    }
    if (
      (section === "entries" || section === "payouts") &&
      map.length === 1 &&
      ["page", "paging", "offset", "cursor"].includes(key)
    ) {
      return `unknown key "${key}": the template in the call says how a list is paged, \${cursor}, \${page} or \${offset}; firstPage: 0 counts pages from 0`;
    }
    if (map.length > 1) return undefined;
    const other = otherWords[key];
    return other === undefined ? undefined : `unknown key "${key}": write ${other}`;
  },
  formerValues: {},
};
