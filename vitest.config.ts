import { defineConfig } from "vitest/config";

/**
 * What takes long because it runs the real program over and over: the commands of the README and of docs/, what is packed, services of
 * somebody else's, the matrix, and whoever is ended at any moment. Together twice as long as all other tests, so a run of its own.
 */
const COMMANDS = [
  "test/docs/commands.test.ts",
  "test/e2e/explore.test.ts",
  "test/e2e/artillery.test.ts",
  "test/e2e/foreign.test.ts",
  "test/e2e/hostile-lines.test.ts",
  "test/e2e/interruptions.test.ts",
  "test/e2e/load.test.ts",
  "test/e2e/kill.test.ts",
  "test/e2e/machine.test.ts",
  "test/e2e/matrix.test.ts",
  "test/e2e/moments.test.ts",
  "test/e2e/original-demo.test.ts",
  "test/e2e/package.test.ts",
  "test/e2e/readme.test.ts",
  "test/e2e/replay.test.ts",
  "test/e2e/target.test.ts",
  "test/examples/services.test.ts",
  "test/examples/small.test.ts",
];

export default defineConfig(({ mode }) => ({
  test: {
    include: mode === "commands" ? COMMANDS : ["test/**/*.test.ts"],
    exclude: mode === "test" ? COMMANDS : [],
    // As fast as threads here, and a native SQLite and real child processes are at home in a process.
    pool: "forks",
    // Two cores are the least that anyone has; the tests that take long wait for child processes half of their time.
    maxWorkers: 4,
    // No test leaves anything behind in its process, so a worker serves one file after the other instead of beginning anew for each.
    isolate: false,
    // Limits on waiting are generous, because a slow machine is no defect; what is true has no limits.
    testTimeout: process.env["LONG_TESTS"] === undefined ? 60_000 : 1_200_000,
    hookTimeout: 60_000,
    coverage: { provider: "v8", include: ["src/**"], reporter: ["text", "html"] },
  },
}));
