/** Everything in a service file has a limit, so that neither a typo nor a hostile file can take the machine down. */
export const serviceLimits = {
  /** Characters of a text with templates. */
  textLength: 2_000,
  selectorLength: 500,
  patternLength: 200,
  queryLength: 20_000,
  pathLength: 300,
  /** Entries of a map: headers, fields, words, variables of an account. */
  mapEntries: 64,
  accounts: 64,
  rails: 8,
  steps: 3,
  rules: 64,
  values: 32,
  /** Commands in `before`, and the words of each. */
  commands: 16,
  words: 64,
  instances: { from: 1, to: 8 },
  port: { from: 1, to: 65_535 },
  /** In milliseconds. */
  pollMs: { from: 1, to: 60_000 },
  pendingAfterMs: { from: 1, to: 600_000 },
  readyMs: { from: 100, to: 600_000 },
  /** Rows of a page. */
  limit: { from: 1, to: 10_000 },
  firstPage: { from: 0, to: 1 },
  ppm: { from: 0, to: 1_000_000 },
} as const;
