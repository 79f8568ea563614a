/** The continuous integrations that `init` can write a file for. */
export const ciNames = ["github", "gitlab"] as const;

/** The name of one of them. */
export type CiName = (typeof ciNames)[number];

/** How chaos-payout comes to the machine: installed with the project, or fetched by npx in the version that wrote the file. */
export interface Installation {
  readonly version: string;
  /** Whether the project has chaos-payout among its own packages, with a lock file. */
  readonly locked: boolean;
}

const WHAT_IT_RUNS = `Runs every scenario of ./scenarios, and fails unless each comes out as it expects.
The exit code is the verdict: 0 as expected, 1 money was lost or made, 2 nothing was proved, 3 a payout never came to rest,
4 a threshold was crossed, 64 a bad scenario file, 69 no target. Everything but 0 is red: a doubt is never a pass.

As it stands it runs the embedded payout API with a strategy that is right, so it is green; take \`--strategy tracked-saga\`
away and it is red, because the API is then the one with the bug. To guard your own API, start it before the run and say
\`--target http://127.0.0.1:3000\` instead of \`--strategy tracked-saga\`: green while it loses no sat, red from the commit that does.`;

const REPORTS = ["chaos-payout.junit.xml", "chaos-payout.html", "chaos-payout.ndjson"] as const;
const [JUNIT, HTML, JOURNAL] = REPORTS;

function runLines({ version, locked }: Installation): readonly string[] {
  return [
    `npx ${locked ? "" : "--yes "}chaos-payout${locked ? "" : `@${version}`} run scenarios/ --strategy tracked-saga`,
    `--reporter table --reporter junit=${JUNIT} --reporter html=${HTML}`,
    `--journal ${JOURNAL}`,
  ];
}

/** A workflow of GitHub Actions. Annotations and the step summary switch on by themselves there. */
export function githubWorkflow(installation: Installation): string {
  const install = installation.locked ? ["          cache: npm", "      - run: npm ci"] : [];
  return `# Written by \`chaos-payout init --ci github\`; it is yours to change.
#
${commented(WHAT_IT_RUNS)}

name: chaos-payout

on:
  pull_request:
  push:
    branches: [main, master]

permissions:
  contents: read

jobs:
  payouts:
    name: No sat goes missing
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
${lines(install)}
      # Your own API: start it here, and wait for it.
      # - run: npm start &
      # - run: curl --silent --fail --retry 30 --retry-delay 1 --retry-connrefused http://127.0.0.1:3000/health

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

/** A job of GitLab CI, alone in its file. Its results show in the merge request. */
export function gitlabJob(installation: Installation): string {
  const install = installation.locked ? ["    - npm ci"] : [];
  return `# Written by \`chaos-payout init --ci gitlab\`; it is yours to change.
#
${commented(WHAT_IT_RUNS)}

chaos-payout:
  image: node:22
  timeout: 15 minutes
  script:
${lines(install)}    # Your own API: start it here, and wait for it.
    # - npm start &
    # - curl --silent --fail --retry 30 --retry-delay 1 --retry-connrefused http://127.0.0.1:3000/health
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

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join("");
}
