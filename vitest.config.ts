import { defineConfig } from "vitest/config";

/**
 * What takes long because it runs the real program, or a browser: the commands of the README and of docs/, the package, services of somebody
 * else's, whoever is ended at any moment; and the judge who judges each API twice. Together longer than all other tests, so a run of its own.
 * The main claims of the project on real processes, test/e2e/bug-and-fix.test.ts, nobody should have to wait for.
 */
const COMMANDS = [
  "test/docs/commands.test.ts",
  "test/e2e/!(bug-and-fix).test.ts",
  "test/examples/services.test.ts",
  "test/examples/small.test.ts",
  "test/mutants/both-ways.test.ts",
  "test/page/page.test.ts",
];

const isLong = process.env["LONG_TESTS"] !== undefined;

export default defineConfig(({ mode }) => ({
  test: {
    include: mode === "commands" ? COMMANDS : ["test/**/*.test.ts"],
    // Each test is in one of both runs, and in the long one. In another mode, files are named.
    exclude: mode === "test" && !isLong ? COMMANDS : [],
    // As fast as threads here, and a native SQLite and real child processes are at home in a process.
    pool: "forks",
    // Two cores are the least that anyone has; the tests that take long wait for child processes half of their time.
    maxWorkers: 4,
    // No test leaves anything behind in its process, so a worker serves one file after the other instead of beginning anew for each.
    isolate: false,
    // Limits on waiting are generous, because a slow machine is no defect; what is true has no limits.
    testTimeout: isLong ? 1_200_000 : 60_000,
    hookTimeout: 60_000,
    coverage: { provider: "v8", include: ["src/**"], reporter: ["text", "html"] },
  },
}));
