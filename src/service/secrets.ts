/** Removes secrets from a text that a target sent. */
export type Redact = (text: string) => string;

/** A shorter text cannot be told from ordinary words, so it is not treated as a secret. */
const MIN_SECRET = 4;

/**
 * A target may echo what it was sent, as an error code, an id, a word or a cursor. Everything that is kept or shown of a target goes through
 * this first: every value from the environment, and the token and password in it, become `REDACTED`, whatever their case.
 */
export class Secrets {
  readonly #known = new Set<string>();
  #pattern: RegExp | undefined;

  /** Adds what must not be seen: a token, or the whole value of an authorization header. */
  readonly add = (value: string): void => {
    const before = this.#known.size;
    for (const text of secretsOf(value)) this.#known.add(text);
    if (this.#known.size === before) return;
    const longestFirst = [...this.#known].sort((one, other) => other.length - one.length);
    this.#pattern = new RegExp(longestFirst.map(escaped).join("|"), "gi");
  };

  /** The text without the secrets. */
  readonly redact: Redact = (text) => (this.#pattern === undefined ? text : text.replaceAll(this.#pattern, "REDACTED"));
}

/** Removes the secrets in the value of an authorization header; nothing where there is none. */
export function redactor(authorization: string | undefined): Redact {
  const secrets = new Secrets();
  if (authorization !== undefined) secrets.add(authorization);
  return secrets.redact;
}

function secretsOf(value: string): readonly string[] {
  const whole = value.trim();
  const [, scheme = "", token = ""] = /^(\S+)\s+(.+)$/.exec(whole) ?? [];
  const user = scheme.toLowerCase() === "basic" ? Buffer.from(token, "base64").toString("utf8") : "";
  const plain = [whole, token, user, user.slice(user.indexOf(":") + 1)];
  const all = plain.flatMap((text) => [text, encodeURIComponent(text)]);
  return all.filter((text) => text.length >= MIN_SECRET);
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
