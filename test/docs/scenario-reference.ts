import { referencePage } from "./reference.ts";

/**
 * docs/scenario.md: every key of a scenario file, made from the JSON Schema, which is made from the schema that reads the files.
 */

const INTRODUCTION = `<!-- Made by \`npm run docs\` from the JSON Schema of scenario files. Change the texts in src/scenario. -->

# The scenario file

YAML 1.2, and JSON is YAML. Unknown keys, duplicate keys and wrong types are errors with file, line, column, a code frame and a way out;
\`npx chaos-payout validate\` tells all of them at once. Editors complete and explain with the schema beside the scenarios:

\`\`\`yaml
# yaml-language-server: $schema=./scenario.schema.json
\`\`\`

\`npx chaos-payout init\` writes both. What a scenario will do, payout by payout, is told without running anything:

\`\`\`sh
npx chaos-payout plan spike-timeout
npx chaos-payout plan spike-timeout --set load.1.concurrency=100 --reporter json
\`\`\`

**Variables.** \`\${env:NAME}\` and \`\${env:NAME:-default}\` stand for a value of the environment, or a part of one; a value that is nothing but a
variable is read as YAML would read it, so \`\${env:PAYOUTS:-50}\` is a number. Between \`{ }\` and \`[ ]\` it needs quotes. \`$\${env:NAME}\` is left as
it is. What a variable holds becomes part of the scenario, and plans, reports and journals show it like the rest; only a message about a
value that is wrong shows the reference instead. So keep secrets out of scenarios. The one that a target needs is read from
\`CHAOS_PAYOUT_AUTHORIZATION\` by itself, and \`\${env:CHAOS_PAYOUT_AUTHORIZATION}\` is refused.

**Shared parts.** \`extends: shared/base.yaml\` takes from another file what this one does not say: maps are merged, lists and single values
replaced. Bases lie in a subfolder, because a folder means the files directly in it, and one called \`shared\` is in the way of no name.

**Overrides.** \`--set PATH=VALUE\` wins over the file, by the same rules: \`--set load.0.concurrency=50\`. So do \`--strategy\`, \`--seed\`,
\`--concurrency\`, \`--payouts\`, \`--expect\` and \`--target\`.`;

/** The page, from the schema. */
export function scenarioPage(schema: Readonly<Record<string, unknown>>): string {
  return referencePage(INTRODUCTION, schema);
}
