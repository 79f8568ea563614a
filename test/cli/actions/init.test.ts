import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { initCommand, jobText, scenarioSchemaText } from "../../../src/cli/actions/init.ts";
import { UsageError } from "../../../src/cli/errors.ts";
import { validateScenarios } from "../../../src/cli/validation/check.ts";
import { scenarioOf } from "../../scenario/text.ts";
import { useWorkingFolder } from "../scenarios/scenario-folder.ts";

const cwd = useWorkingFolder();

const init = (folder = ".", flags: Parameters<typeof initCommand>[1] = {}) =>
  initCommand(folder, flags, "1.2.3", cwd.path);
const read = (file: string) => readFileSync(join(cwd.path, file), "utf8");
const FIRST_SCENARIO = readFileSync("templates/first-payouts.yaml", "utf8");

const NEXT = `
Next:
  npx chaos-payout run first-payouts                           shows the bug (exit code 1)
  npx chaos-payout run first-payouts --strategy tracked-saga   shows the fix (exit code 0)
`;

describe("init", () => {
  it("writes a first scenario and the schema beside it, and says what comes next", async () => {
    expect(await init()).toBe(`wrote  scenarios/first-payouts.yaml
wrote  scenarios/scenario.schema.json
${NEXT}`);
    expect(read("scenarios/scenario.schema.json")).toBe(scenarioSchemaText());
    expect(await validateScenarios([], cwd.path)).toMatchObject({
      ok: true,
      files: [
        {
          file: "scenarios/first-payouts.yaml",
          problems: [],
          forecast: { payouts: 300, payoutsWithFault: 10, notes: [] },
        },
      ],
    });
  });

  it("writes a service file that is valid as it stands, where it is asked for one", async () => {
    expect(await init(".", { service: true })).toBe(`wrote  scenarios/first-payouts.yaml
wrote  scenarios/scenario.schema.json
wrote  services/wallet.service.yaml
wrote  services/service.schema.json

Next:
  edit services/wallet.service.yaml: it describes your payout API
  npx chaos-payout validate services/wallet.service.yaml
  npx chaos-payout check services/wallet.service.yaml
  npx chaos-payout run timeout-after-charge --service services/wallet.service.yaml
`);
    const { ok, files } = await validateScenarios(["services/wallet.service.yaml"], cwd.path, { environment: {} });
    expect({ ok, service: files[0]?.service }).toEqual({
      ok: true,
      service: {
        name: "wallet",
        accounts: 1,
        pays: "lightning-address",
        dialects: ["lnd-rest"],
        notes: [
          "without entries, errors that cancel each other out in the balance are not found",
          "WALLET_TOKEN is not set in the environment",
        ],
        variables: ["WALLET_TOKEN"],
      },
    });
  });

  it("keeps existing files, unless --force is given", async () => {
    cwd.write("scenarios/first-payouts.yaml", "mine");
    expect(await init()).toBe(`kept   scenarios/first-payouts.yaml (it exists; --force overwrites it)
wrote  scenarios/scenario.schema.json
${NEXT}`);
    expect(read("scenarios/first-payouts.yaml")).toBe("mine");
    expect(await init(".", { force: true })).toContain("wrote  scenarios/first-payouts.yaml\n");
    expect(read("scenarios/first-payouts.yaml")).toBe(FIRST_SCENARIO);
  });

  it("creates the folder, and says how to get there", async () => {
    expect(await init("money tests")).toContain("\nNext:\n  cd 'money tests'\n");
    expect(read("money tests/scenarios/first-payouts.yaml")).toBe(FIRST_SCENARIO);
  });

  it("names the obstacle in one line", async () => {
    cwd.write("scenarios", "no folder");
    const path = join(cwd.path, "scenarios/first-payouts.yaml");
    await expect(init()).rejects.toThrow(
      new UsageError(`cannot write ${path}: EEXIST. Is something else in its place, or are you not allowed to?`),
    );
  });

  it("writes a workflow for GitHub", async () => {
    expect(await init(".", { ci: "github" })).toContain("wrote  .github/workflows/chaos-payout.yml\n");
    expect(read(".github/workflows/chaos-payout.yml")).toBe(jobText("github", "1.2.3"));
  });

  it("writes .gitlab-ci.yml if there is none, and keeps its own", async () => {
    expect(await init(".", { ci: "gitlab" })).toContain("wrote  .gitlab-ci.yml\n");
    expect(read(".gitlab-ci.yml")).toBe(jobText("gitlab", "1.2.3"));
    expect(await init(".", { ci: "gitlab" })).toContain("kept   .gitlab-ci.yml (it exists");
  });

  it("does not change an existing .gitlab-ci.yml, and says once how to include the job", async () => {
    cwd.write(".gitlab-ci.yml", "stages: [test]\n");
    expect(await init(".", { ci: "gitlab" })).toContain(`wrote  chaos-payout.gitlab-ci.yml

Add this to your .gitlab-ci.yml, which was not changed:
  include: [{ local: chaos-payout.gitlab-ci.yml }]
`);
    expect(read(".gitlab-ci.yml")).toBe("stages: [test]\n");
    cwd.write(".gitlab-ci.yml", "include: [{ local: chaos-payout.gitlab-ci.yml }]\n");
    expect(await init(".", { ci: "gitlab" })).not.toContain("Add this");
  });

  it("installs with npm ci if the lock file has chaos-payout, and else fetches this version", async () => {
    await init("fetched", { ci: "github" });
    expect(read("fetched/.github/workflows/chaos-payout.yml")).toContain("npx --yes chaos-payout@1.2.3 run");
    cwd.write("locked/package-lock.json", '{ "packages": { "node_modules/chaos-payout": {} } }');
    await init("locked", { ci: "github" });
    expect(read("locked/.github/workflows/chaos-payout.yml")).toContain("      - run: npm ci\n");
    expect(read("locked/.github/workflows/chaos-payout.yml")).toContain("          npx chaos-payout run");
  });
});

describe("the first scenario", () => {
  it("stays valid with every key that is commented out", () => {
    const lines = FIRST_SCENARIO.split("\n").map((line) => line.replace(/^( +)# (?=[a-z-]+: |- \{)/, "$1"));
    const scenario = scenarioOf(lines.join("\n"));
    expect(scenario.api.strategy).toBe("tracked-saga");
    expect(scenario.load.map(({ name }) => name)).toEqual(["calm", "spike", "steady"]);
    expect(Object.keys(scenario.load[1]?.faults ?? {})).toEqual(["timeout", "late-settle", "answer-lost"]);
    const mostSats = scenario.load.reduce((sum, { payouts }) => sum + payouts, 0) * 1_020;
    expect(scenario.projects[0]?.balanceSats).toBeGreaterThan(mostSats);
  });
});

const RUN =
  "chaos-payout run scenarios/ --strategy tracked-saga --reporter table --reporter junit=chaos-payout.junit.xml --reporter html=chaos-payout.html --journal chaos-payout.ndjson";
const REPORTS = ["chaos-payout.junit.xml", "chaos-payout.html", "chaos-payout.ndjson"];

describe("the job", () => {
  it("of GitHub checks out the code, sets up Node, runs the scenarios and keeps the reports even if the run fails", () => {
    expect(parse(jobText("github", "locked"))).toEqual({
      name: "chaos-payout",
      on: { pull_request: null, push: { branches: ["main", "master"] } },
      permissions: { contents: "read" },
      jobs: {
        payouts: {
          name: "Not a single sat is lost",
          "runs-on": "ubuntu-latest",
          "timeout-minutes": 15,
          steps: [
            { uses: "actions/checkout@v4" },
            { uses: "actions/setup-node@v4", with: { "node-version": 22, cache: "npm" } },
            { run: "npm ci" },
            { name: "Run the scenarios", run: `npx ${RUN}` },
            {
              name: "Keep the reports",
              if: `\${{ !cancelled() }}`,
              uses: "actions/upload-artifact@v4",
              with: { name: "chaos-payout", "if-no-files-found": "ignore", path: `${REPORTS.join("\n")}\n` },
            },
          ],
        },
      },
    });
  });

  it("of GitLab runs the scenarios and gives their results to the merge request", () => {
    const fetched = RUN.replace("chaos-payout", "npx --yes chaos-payout@1.2.3");
    expect(parse(jobText("gitlab", "1.2.3"))).toEqual({
      "chaos-payout": {
        image: "node:22",
        timeout: "15 minutes",
        script: [fetched],
        artifacts: {
          when: "always",
          expire_in: "30 days",
          paths: REPORTS,
          reports: { junit: "chaos-payout.junit.xml" },
        },
      },
    });
    expect(parse(jobText("gitlab", "locked"))).toMatchObject({
      "chaos-payout": { script: ["npm ci", `npx ${RUN}`] },
    });
  });
});
