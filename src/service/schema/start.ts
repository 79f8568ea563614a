import { z } from "zod";
import { duration, inWords, listOf, section, wholeNumber } from "../../document/field-types.ts";
import { mustBe } from "../../document/messages.ts";
import type { StartOptions } from "../service-file.ts";
import { serviceLimits as limits } from "./limits.ts";
import { filePath, templateMap, templateText, templateValue } from "./text-types.ts";

/** A command as a list of words, which no shell reads. */
function command(label?: string) {
  const takes = "a list of words such as [node, dist/server.js]";
  const error = mustBe(takes, {
    label,
    hint: (input) =>
      typeof input === "string" && !/["'`$|&;<>]/.test(input)
        ? `write [${input.trim().split(/\s+/).join(", ")}]`
        : undefined,
  });
  const word = templateValue().meta({ title: "Word", description: "One word of the command.", examples: ["node"] });
  return z
    .array(word, { error })
    .min(1, { error })
    .max(limits.words, { error: `a command has at most ${limits.words} words` })
    .meta(inWords(takes))
    .transform(([first = "", ...rest]): readonly [string, ...string[]] => [first, ...rest]);
}

const commandKey = (title: string, description: string, example: readonly string[]) =>
  command()
    .optional()
    .meta({ title, description, examples: [example] });

/** How we start the service, so that we can kill, pause and restart it. */
export const start = section({
  command: command().meta({
    title: "Command",
    description: "The command that starts it: a list of words, run without a shell.",
    examples: [["node", "dist/server.js"]],
  }),
  folder: filePath("./wallet")
    .prefault(".")
    .meta({ title: "Folder", description: "Where the commands run, relative to this file.", examples: ["./wallet"] }),
  env: templateMap('a map from name to value such as { PORT: "${service.port}" }', {
    title: "Environment variable",
    description: "The value of one variable of its environment.",
    example: `\${service.port}`,
  })
    .prefault({})
    .meta({
      title: "Environment",
      description: "Environment variables to add to ours: its port, and where the rails are.",
      examples: [{ PORT: `\${service.port}`, LND_REST: `\${rails.lnd.url}` }],
    }),
  ready: templateText("a path such as /healthz")
    .optional()
    .meta({
      title: "Ready",
      description: "A path that answers 2xx once it is ready; by default once its port accepts connections.",
      examples: ["/healthz"],
    }),
  readyWithin: duration(limits.readyMs)
    .prefault("30s")
    .meta({ title: "Ready within", description: "How long it may take to become ready.", examples: ["30s"] }),
  before: listOf(
    command("a command").meta({
      title: "Command before",
      description: "One command.",
      examples: [["npm", "run", "db:reset"]],
    }),
    "commands",
    limits.commands,
  )
    .optional()
    .meta({
      title: "Before",
      description:
        "Commands that run before each scenario, one after the other, for example to migrate or empty a database.",
      examples: [[["npm", "run", "db:reset"]]],
    }),
  instances: wholeNumber(limits.instances)
    .prefault(1)
    .meta({
      title: "Instances",
      description: "How many processes to run, each on its own port. Payouts take turns among them.",
      examples: [2],
    }),
  kill: commandKey("Kill", "Runs instead of SIGKILL, for containers.", ["docker", "compose", "kill", "wallet"]),
  restart: commandKey("Restart", "Runs to start it again after a kill, for containers.", [
    "docker",
    "compose",
    "start",
    "wallet",
  ]),
  stop: commandKey("Stop", "Runs at the end, for containers.", ["docker", "compose", "down"]),
})
  .transform(
    ({ readyWithin, ready = null, before = [], kill = null, restart = null, stop = null, ...rest }): StartOptions => {
      return { ...rest, ready, readyWithinMs: readyWithin, before, kill, restart, stop };
    },
  )
  .meta({
    title: "Start",
    description:
      "How we start the service, so that we can kill, pause and restart it. Without start, it must be running already.",
    examples: [{ command: ["node", "dist/server.js"], env: { PORT: `\${service.port}` }, ready: "/healthz" }],
  });
