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
  lookup: "poll",
  status: "state, for the selector of the word, or states, for what the words mean",
  timeout: "client: { timeout } in the scenario",
  strategy: "nothing: how the service moves money is its own affair",
};

/** What messages know about the keys and values of a service file beyond its schema. */
export const serviceVocabulary: Vocabulary = {
  nounOf: () => "key",
  unknownKey(map: Path, key: string) {
    if (map.length > 1) return undefined;
    const other = otherWords[key];
    return other === undefined ? undefined : `unknown key "${key}": write ${other}`;
  },
  formerValues: {},
};
