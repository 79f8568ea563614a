import { referencePage } from "./reference.ts";

/** docs/service-file.md: every key of a service file, made from the JSON Schema, which is made from the schema that reads the files. */

const INTRODUCTION = `<!-- Made by \`npm run docs\` from the JSON Schema of service files. Change the texts in src/service/schema. -->

# The service file

One file describes how to start your payout service, call it and read its books; every scenario then runs against it. \`npx chaos-payout init --service\`
writes one to start from. \`npx chaos-payout validate FILE\` reports all of its mistakes at once, each with line, column and a fix,
and what a run cannot find because keys are left out. With the schema next to the file, editors complete and explain every key:

\`\`\`yaml
# yaml-language-server: $schema=./service.schema.json
\`\`\`

**Templates.** \`\${payout.key}\` in a string stands for a value. A string that is a single template keeps the type of the value, so
\`amount: "\${payout.amount}"\` sends a number; \`\${payout.amount:text}\` is always a string, and \`$\${\` stands for \`\${\` itself. Inside \`{ }\` and \`[ ]\`, YAML
needs quotes around a template.

| name | stands for | where |
| --- | --- | --- |
| \`\${env:NAME}\` | a variable of the environment, which is kept out of every report | everywhere |
| \`\${service.port}\`, \`\${service.url}\` | the port that we give the service, and its address | everywhere |
| \`\${rails.NAME.url}\`, \`.host\`, \`.port\`, \`.hostPort\`, \`.certFile\` | where a rail listens, and its certificate | everywhere |
| \`\${rails.NAME.macaroon}\`, \`.macaroonFile\`, \`.rune\`, \`.key\`, \`.password\` | the credential of its dialect | everywhere |
| \`\${account}\`, \`\${account.NAME}\` | the account, and a variable of its own | where a call is about one account |
| \`\${payout.key}\`, \`\${payout.key.uuid}\` | the idempotency key, as it is and as a UUID | \`payout\`, \`poll\` |
| \`\${payout.amount}\`, \`.msat\`, \`.sat\`, \`.btc\` | the amount, in the unit of the file or another one | \`payout\`, \`poll\` |
| \`\${payout.gamertag}\`, \`.address\`, \`.invoice\`, \`.paymentHash\`, \`.lnurl\`, \`.nodeKey\` | who is paid, as \`payees\` says | \`payout\`, \`poll\` |
| \`\${payout.id}\` | the service's id of the payout | \`poll\` |
| \`\${callbacks.url}\` | where we listen for callbacks | \`payout\`, \`start\` |
| \`\${NAME}\` | what \`capture\` kept from an earlier answer | later steps and \`poll\`; of a \`login\`, every call |
| \`\${cursor}\`, \`\${page}\`, \`\${offset}\`, \`\${limit}\` | which page of a list | \`entries\`, \`payouts\` |
| \`\${amount}\`, \`.msat\`, \`.sat\`, \`.btc\` | what is added | \`fund\` |
| \`\${enabled}\`, \`\${rate}\`, \`\${fault}\` | what the switch is set to | \`injection\` |

**Selectors** such as \`withdrawal.state\` are [JMESPath](https://jmespath.org): \`balances[?currency=='BTC'].amount | [0]\` finds, \`sum(balances[].amount)\`
adds up. A name with a hyphen needs quotes of its own: \`'"available-msat"'\`.

**What an answer means.** An answer that does not come from the service itself (\`own\`) means nothing. For the others, the first match in \`outcomes\` decides,
then the state (\`states\`) of a 2xx answer, then the status of an error (\`errors\`). Everything else is unknown, and stays unknown until the rail or the
books say more. No catch-all can mean paid or refused.

**Amounts** in this file have their unit: \`5 sat\`, \`1 msat\`, \`0.0001 btc\`.`;

/** The page, from the schema. */
export function servicePage(schema: Readonly<Record<string, unknown>>): string {
  return referencePage(INTRODUCTION, schema);
}
