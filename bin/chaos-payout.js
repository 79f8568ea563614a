#!/usr/bin/env node
// Where a module cannot be loaded, Node ends with 1, and that is a verdict: "money is lost".
import("../dist/cli/main.js").catch((error) => {
  process.stderr.write(`chaos-payout: it cannot be loaded: ${error.message}\n`);
  process.exitCode = 69;
});
