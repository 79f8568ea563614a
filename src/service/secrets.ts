/** Removes secrets from a text that a target sent. */
export type Redact = (text: string) => string;

/** A shorter text cannot be told from ordinary words, so it is not treated as a secret. */
const MIN_SECRET = 4;

/**
 * A target may echo what it was sent, as an error code, an id, a word or a cursor. Everything that is kept or shown of a target goes through
 * this first: the value of the authorization header, its token and its password become `REDACTED`, whatever their case.
 */
export function redactor(authorization: string | undefined): Redact {
  const secrets = authorization === undefined ? [] : secretsOf(authorization);
  if (secrets.length === 0) return (text) => text;
  const pattern = new RegExp(secrets.map(escaped).join("|"), "gi");
  return (text) => text.replaceAll(pattern, "REDACTED");
}

/** The secrets in the value of an authorization header, the longest first. */
function secretsOf(authorization: string): readonly string[] {
  const value = authorization.trim();
  const [, scheme = "", token = ""] = /^(\S+)\s+(.+)$/.exec(value) ?? [];
  const user = scheme.toLowerCase() === "basic" ? Buffer.from(token, "base64").toString("utf8") : "";
  const plain = [value, token, user, user.slice(user.indexOf(":") + 1)];
  const all = new Set(plain.flatMap((text) => [text, encodeURIComponent(text)]));
  return [...all].filter((text) => text.length >= MIN_SECRET).sort((one, other) => other.length - one.length);
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
