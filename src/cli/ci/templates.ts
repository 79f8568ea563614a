/** How a CI job gets chaos-payout: installed with the project, or fetched by npx in the version that wrote the file. */
export interface Installation {
  readonly version: string;
  /** Whether the project has chaos-payout in its lock file. */
  readonly locked: boolean;
}

const INTRODUCTION = `Runs every scenario in ./scenarios, and fails unless each one ends as expected.
The exit code is the verdict: 0 as expected, 1 money was lost or created, 2 nothing was proved, 3 a payout never reached a
terminal state, 4 a threshold was crossed, 64 a bad scenario file, 69 no target. Only 0 passes: a doubt is never a pass.

As written it runs the embedded payout API with a correct strategy, so it passes; remove \`--strategy tracked-saga\` and it
fails, because the API then has the bug. To guard your own API, start it before the run, and replace \`--strategy tracked-saga\`
with \`--target http://127.0.0.1:3000\`: the job passes while no sat is lost, and fails on the commit that loses one.`;

const REPORTS = ["chaos-payout.junit.xml", "chaos-payout.html", "chaos-payout.ndjson"] as const;
const [JUNIT, HTML, JOURNAL] = REPORTS;

const START_API = `# Start your own API here, and wait for it:
# - RUNnpm start &
# - RUNcurl --silent --fail --retry 30 --retry-delay 1 --retry-connrefused http://127.0.0.1:3000/health`;

function runLines({ version, locked }: Installation): readonly string[] {
  return [
    `npx ${locked ? "" : "--yes "}chaos-payout${locked ? "" : `@${version}`} run scenarios/ --strategy tracked-saga`,
    `--reporter table --reporter junit=${JUNIT} --reporter html=${HTML}`,
    `--journal ${JOURNAL}`,
  ];
}

/** A workflow of GitHub Actions, where annotations and the job summary are enabled automatically. */
export function githubWorkflow(installation: Installation): string {
  const install = installation.locked ? ["          cache: npm", "      - run: npm ci"] : [];
  return `# Written by \`chaos-payout init --ci github\`; edit it as you like.
#
${commented(INTRODUCTION)}

name: chaos-payout

on:
  pull_request:
  push:
    branches: [main, master]

permissions:
  contents: read

jobs:
  payouts:
    name: Not a single sat is lost
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
${lines(install)}
${indented(START_API.replaceAll("RUN", "run: "), 6)}

      - name: Run the scenarios
        run: >-
${lines(runLines(installation).map((line) => `          ${line}`))}
      - name: Keep the reports
        if: \${{ !cancelled() }}
        uses: actions/upload-artifact@v4
        with:
          name: chaos-payout
          if-no-files-found: ignore
          path: |
${lines(REPORTS.map((file) => `            ${file}`))}`;
}

/** A job of GitLab CI in a file of its own. The merge request shows its results. */
export function gitlabJob(installation: Installation): string {
  const install = installation.locked ? ["    - npm ci"] : [];
  return `# Written by \`chaos-payout init --ci gitlab\`; edit it as you like.
#
${commented(INTRODUCTION)}

chaos-payout:
  image: node:22
  timeout: 15 minutes
  script:
${lines(install)}${indented(START_API.replaceAll("RUN", ""), 4)}
    - >-
${lines(runLines(installation).map((line) => `      ${line}`))}  artifacts:
    when: always
    expire_in: 30 days
    paths:
${lines(REPORTS.map((file) => `      - ${file}`))}    reports:
      junit: ${JUNIT}
`;
}

function commented(text: string): string {
  return text
    .split("\n")
    .map((line) => `# ${line}`.trimEnd())
    .join("\n");
}

function indented(text: string, columns: number): string {
  return text.replaceAll(/^/gm, " ".repeat(columns));
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join("");
}
