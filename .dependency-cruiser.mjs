/**
 * The layers, as rules. Imports point down, and each npm package has one home. test/layering.test.ts runs these rules with the
 * tests; `npx depcruise src` runs them alone. Imports of nothing but types count like any other.
 *
 * To open a new slice, or to let one know another, change the table here and in CONTRIBUTING.md, and say why in the comment.
 */

/** Every slice of src, with what it may import besides itself: a whole slice, or one file of it. */
const slices = {
  domain: {
    may: [],
    comment:
      "domain is words only and imports nothing. What you need belongs in the slice that uses it, or comes in as an argument.",
  },
  text: {
    may: ["domain"],
    comment:
      "text makes foreign text safe, measures it, wraps it and draws tables. It knows how money and numbers are written, and nothing of runs.",
  },
  document: {
    may: ["domain", "text"],
    comment:
      "document reads YAML files and checks them against a schema, with places and ways out. What a file is about belongs in the slice of its schema.",
  },
  columns: {
    may: [],
    comment:
      "columns keep numbers and ids of many payouts in little room, and import nothing. What they mean belongs to the slice that keeps them.",
  },
  journal: {
    may: ["columns", "domain"],
    comment: "journal turns facts to lines and back and knows only domain. It judges nothing and runs nothing.",
  },
  reconcile: {
    may: ["domain"],
    comment:
      "reconcile judges facts and knows only domain: not how the run was made. If a check lacks something, let the engine write it down as a fact.",
  },
  "embedded/ledger": {
    may: ["domain"],
    comment:
      "ledger is a port, its SQLite and its memory, and knows only domain. What the API does with it belongs in embedded.",
  },
  http: {
    may: ["domain"],
    comment:
      "http carries requests to an origin and knows only domain. What is asked, and what an answer means, belongs in service or rail.",
  },
  rail: {
    may: ["columns", "domain", "http"],
    comment:
      "rail is the Lightning node and knows domain, columns to remember in little room, and http to be reached: neither the API that calls it, nor the plan that gives it its faults.",
  },
  service: {
    may: ["domain", "http"],
    comment:
      "service is the payout API seen from outside and knows domain, and http to reach it. The embedded API is started through its command line; there is no private door into it.",
  },
  books: {
    may: ["domain", "service"],
    comment:
      "books reads the books of a payout service with SQL, and knows domain and what service calls a balance and an entry. It never writes.",
  },
  "service/schema": {
    may: ["document", "domain", "service"],
    comment:
      "schema turns the text of a service file into a ServiceFile, and sends nothing. How a call is made belongs in service.",
  },
  processes: {
    may: ["domain", "service"],
    comment: "processes start, kill and restart the service under test. What is sent to it belongs in service.",
  },
  report: {
    may: ["domain", "explain", "text"],
    comment:
      "report turns a reconciliation to text and knows domain, text, and the words of explain. A figure it lacks belongs in reconcile.",
  },
  wire: {
    may: ["domain"],
    comment: "A wire fault is a Send in front of a Send. It knows domain and nothing else.",
  },
  embedded: {
    may: ["domain", "embedded/ledger", "http", "rail"],
    comment:
      "embedded is the payout API that we bring along, and knows domain, its ledger, the rail, and http to be reached. It must not know that a harness is watching.",
  },
  scenario: {
    may: ["document", "domain", "text", "wire"],
    comment:
      "scenario reads and plans. The names of what can be declared are in domain, those of wire faults in wire; it needs nothing that runs.",
  },
  alerting: {
    may: ["domain"],
    comment: "alerting writes alerts as rules for others and is pure. The names of alerts and metrics are in domain.",
  },
  explain: {
    may: ["domain", "wire"],
    comment:
      "explain is words about names, and knows names only. How its texts are laid out on a screen belongs in cli.",
  },
  engine: {
    may: ["columns", "domain", "journal", "service", "wire", "scenario"],
    comment:
      "engine turns a plan and a system under test to facts and judges nothing, so it never meets reconcile or report; and of the system it knows the port, never what stands behind it.",
  },
  systems: {
    may: ["books", "domain", "engine", "http", "processes", "rail", "scenario", "service", "wire"],
    comment:
      "systems are the adapters of the engine's port, put together from a target, a rail and processes. They start and end things, and neither send payouts nor judge them.",
  },
  load: {
    may: ["domain", "engine", "processes", "scenario", "service"],
    comment:
      "load hands a plan to a load engine, and turns what it tells to facts. What is sent, and what an answer means, is decided in engine and service; the scripts run the same code.",
  },
  simulation: {
    may: ["domain", "embedded", "embedded/ledger", "engine", "rail", "scenario", "service", "systems"],
    comment:
      "simulation is one more adapter of the engine's port: the embedded API and our rail in this process, in virtual time. It runs what others have written, and judges nothing.",
  },
  explore: {
    may: ["document", "domain", "scenario"],
    comment:
      "explore looks for the smallest history that loses a sat: it draws, searches and shrinks, and knows scenarios and how they are written. How one is run is its port, so it knows neither the simulation nor a process.",
  },
  own: {
    may: [
      "document",
      "domain",
      "embedded",
      "embedded/ledger",
      "engine",
      "explore",
      "rail",
      "report",
      "explore-simulated.ts",
      "scenario",
      "service",
      "simulation",
      "systems",
    ],
    comment:
      "own is what a test suite of somebody else imports to have a payout function of its own explored: the ports that it is written against, and what stands behind them in virtual time. How orders are drawn and made smaller belongs in explore, and what runs them in simulation.",
  },
  testing: {
    may: ["document", "domain", "explain", "rail", "reconcile", "service", "service/schema", "systems"],
    comment:
      "testing is what a test suite of somebody else imports, whatever runs it: it plays the provider, reads a payout service from outside, writes down what it saw as facts, and lets reconcile judge them.",
  },
  vitest: {
    may: ["domain", "report", "testing", "run-scenario.ts"],
    comment: "vitest is what only Vitest understands: a matcher. What any test runner can use belongs in testing.",
  },
};

/** Every room of cli, with the rooms it may import besides itself. All of them may import the files of `cliFloor`. */
const cliRooms = {
  ci: {
    may: [],
    comment: "ci knows what a CI service wants, and no other room of cli. What is reported there belongs in output.",
  },
  terminal: {
    may: [],
    comment:
      "terminal knows columns, colours and the cursor, and no other room of cli. What is shown there comes from its callers.",
  },
  output: {
    may: ["ci", "terminal"],
    comment: "output writes reports and journals, whoever has them. It must not know how a scenario is found or run.",
  },
  scenarios: {
    may: ["terminal"],
    comment:
      "scenarios turns words of a command line into scenarios. What is done with them belongs in run, listing or validation.",
  },
  serve: {
    may: [],
    comment: "serve starts the embedded API, and needs neither scenarios nor reports.",
  },
  rail: {
    may: [],
    comment: "rail starts a rail alone, and needs neither scenarios nor reports.",
  },
  run: {
    may: ["ci", "output", "scenarios", "terminal"],
    comment: "run plans and runs scenarios. A command that only looks at them belongs in actions, and may import run.",
  },
  listing: {
    may: ["output", "scenarios", "terminal"],
    comment: "listing shows what there is, and runs nothing.",
  },
  validation: {
    may: ["ci", "output", "scenarios", "terminal"],
    comment: "validation checks scenario files, and runs nothing.",
  },
  actions: {
    may: ["ci", "output", "run", "scenarios", "terminal"],
    comment: "actions are the commands of a file or two. They know no command line: flags come in as an argument.",
  },
  export: {
    may: ["run", "scenarios"],
    comment: "export writes a plan as the script of a load engine, and says what to do with it. It sends nothing.",
  },
  explore: {
    may: ["output", "scenarios", "terminal"],
    comment: "explore looks for the smallest history that loses a sat. How one is tried belongs in src/explore.",
  },
  "explore-service": {
    may: ["explore", "output", "run", "scenarios", "terminal"],
    comment:
      "explore-service explores a service on real processes. What is drawn and how it is made smaller belongs in src/explore.",
  },
  commands: {
    may: [
      "actions",
      "explore",
      "explore-service",
      "export",
      "listing",
      "rail",
      "run",
      "serve",
      "terminal",
      "validation",
    ],
    comment:
      "commands declare arguments and options, and hand them to the room that does the work. What does more belongs in that room.",
  },
};

/** The files of cli that every room may import. They know no room but ci and terminal. */
const cliFloor = ["errors", "exit-code", "help", "option-values", "package-file", "signals", "system-error"];

/** The one home, or the few homes, of each npm package. */
const homes = {
  libsql: ["embedded/ledger", "books"],
  pg: ["books"],
  "prom-client": ["embedded"],
  undici: ["http", "rail", "service"],
  "@grpc/grpc-js": ["rail"],
  "@grpc/proto-loader": ["rail"],
  "@noble/curves": ["rail"],
  "@scure/base": ["rail"],
  selfsigned: ["rail"],
  "@jmespath-community/jmespath": ["service"],
  yaml: ["document", "scenario", "alerting"],
  zod: ["document", "scenario", "service/schema"],
  "p-limit": ["run-matrix.ts"],
  "cli-table3": ["text"],
  "get-east-asian-width": ["text"],
  "fast-xml-builder": ["report"],
  chalk: ["report", "cli"],
  commander: ["cli"],
  chokidar: ["cli"],
  // Nothing imports it: cli reads its file and puts it into a page, where it runs.
  uplot: ["cli"],
  vitest: ["vitest"],
};

/** The files of a slice, less those of a slice that lies inside it. */
const inSrc = (path) => {
  if (path.endsWith(".ts")) return `^src/${path}$`.replaceAll(".", "\\.");
  const inside = Object.keys(slices).filter((slice) => slice.startsWith(`${path}/`));
  return `^src/${path}/${inside.map((slice) => `(?!${slice.slice(path.length + 1)}/)`).join("")}`;
};
const packages = (names) => `(^|/)node_modules/(${names.join("|")})/`;

const layers = Object.entries(slices).map(([slice, { may, comment }]) => ({
  name: `${slice}-looks-down`,
  comment,
  severity: "error",
  from: { path: inSrc(slice) },
  to: { path: "^src/", pathNot: [slice, ...may].map(inSrc) },
}));

const floorPath = `^src/cli/(${cliFloor.join("|")})\\.ts$`;
const roomPath = (room) => `^src/cli/${room}/`;

const cliLayers = [
  ...Object.entries(cliRooms).map(([room, { may, comment }]) => ({
    name: `cli-${room}-looks-down`,
    comment,
    severity: "error",
    from: { path: roomPath(room) },
    to: { path: "^src/cli/", pathNot: [floorPath, ...[room, ...may].map(roomPath)] },
  })),
  {
    name: "cli-floor-looks-down",
    comment:
      "Every room imports this file, so it may import no room but ci and terminal. Move what it needs down, or the file up.",
    severity: "error",
    from: { path: floorPath },
    to: { path: "^src/cli/", pathNot: [floorPath, ...["ci", "terminal"].map(roomPath)] },
  },
  {
    name: "every-cli-file-in-a-room",
    comment:
      "This file is in no room of cli, so no rule watches what it imports. Move it into one, or give its room a line in the table.",
    severity: "error",
    from: {
      path: "^src/cli/",
      pathNot: [floorPath, "^src/cli/(main|program)\\.ts$", ...Object.keys(cliRooms).map(roomPath)],
    },
    to: {},
  },
  {
    name: "commands-load-lazily",
    comment:
      "`--help` loads every file of commands. Import the types of an action with `import type`, and the action itself when the command is called.",
    severity: "error",
    from: { path: roomPath("commands") },
    to: {
      path: cliRooms.commands.may.map(roomPath),
      pathNot: roomPath("terminal"),
      dynamic: false,
      dependencyTypesNot: ["type-only"],
    },
  },
];

const packageHomes = Object.entries(homes).map(([name, where]) => ({
  name: `${name}-at-home`,
  comment: `${name} is at home in ${where.join(" and ")} alone. Call what that slice offers, or add there what is missing.`,
  severity: "error",
  from: { path: "^src/", pathNot: where.map(inSrc) },
  to: { path: packages([name]) },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...layers,
    ...cliLayers,
    {
      name: "nothing-looks-up-to-cli",
      comment:
        "cli is the only part that knows the process, and nobody imports it. Return what you know, and let cli act on it.",
      severity: "error",
      from: { path: "^src/", pathNot: inSrc("cli") },
      to: { path: inSrc("cli") },
    },
    {
      name: "every-file-in-a-slice",
      comment:
        "This file is in no slice, so no rule watches what it imports. Move it into one, or give its slice a line in this table.",
      severity: "error",
      from: {
        path: "^src/",
        pathNot: [
          ...Object.keys(slices),
          "cli",
          "index.ts",
          "run-scenario.ts",
          "run-matrix.ts",
          "explore-simulated.ts",
        ].map(inSrc),
      },
      to: {},
    },
    ...packageHomes,
    {
      name: "no-package-without-a-home",
      comment:
        "This npm package has no home in src. If it is worth having, give it one in the table of homes; the tools of the tests stay in the tests.",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "(^|/)node_modules/", pathNot: packages(Object.keys(homes)) },
    },
    {
      name: "pure-slices-touch-no-machine",
      comment:
        "domain, text, document, wire, reconcile, report, explain and alerting are pure: no file, no process, no network. Let the caller read and write.",
      severity: "error",
      from: { path: ["domain", "text", "document", "wire", "reconcile", "report", "explain", "alerting"].map(inSrc) },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "src-stays-in-src",
      comment:
        "src is all that is built and shipped. What is imported from elsewhere will be missing for everybody else.",
      severity: "error",
      from: { path: "^src/" },
      to: { pathNot: ["^src/", "(^|/)node_modules/"], dependencyTypesNot: ["core"], couldNotResolve: false },
    },
    {
      name: "no-circles",
      comment:
        "These modules import each other in a circle, so none can be read first. Move what both need into a file of its own.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "nothing-unresolved",
      comment:
        "This import leads nowhere, so no rule can judge it. Is the path right, with its .ts, and the package installed?",
      severity: "error",
      from: {},
      // What k6 brings itself is in no package.
      to: { couldNotResolve: true, pathNot: "^k6/" },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    detectJSDocImports: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: {
      extensions: [".ts", ".js", ".json"],
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
    },
  },
};
