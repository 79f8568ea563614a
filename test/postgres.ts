import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";

/** The programs of a PostgreSQL that is installed; undefined where there is none. Debian puts none but `psql` into the path. */
const programs = foldersOfPrograms().find((folder) => existsSync(join(folder, "initdb")));

function foldersOfPrograms(): string[] {
  const told = spawnSync("pg_config", ["--bindir"], { encoding: "utf8" }).stdout?.trim();
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, "bin")) : [];
  return [...(told ? [told] : []), ...versions, "/usr/local/bin"];
}

/** Whether a test can have a PostgreSQL: the server that `DATABASE_URL` names, or one of its own. */
export const hasPostgres = process.env["DATABASE_URL"] !== undefined || programs !== undefined;

/** A server on which each test can have a database of its own. */
export interface TestServer {
  /** Makes an empty database. */
  database(): Promise<TestDatabase>;
}

/** A database of a test's own. */
export interface TestDatabase {
  readonly url: string;
  /** Runs statements, one after the other. */
  run(sql: string): Promise<void>;
}

/** The server of `DATABASE_URL`, or one that is started for the test. */
export async function startPostgres(atTheEnd: (end: () => Promise<void>) => void): Promise<TestServer> {
  const server = process.env["DATABASE_URL"] ?? (await startServer(atTheEnd));
  return {
    async database() {
      const name = `chaos_payout_${randomBytes(4).toString("hex")}`;
      await runAt(server, `create database ${name}`);
      const url = new URL(server);
      url.pathname = `/${name}`;
      atTheEnd(() => runAt(server, `drop database ${name} with (force)`));
      return { url: url.href, run: (sql) => runAt(url.href, sql) };
    },
  };
}

async function runAt(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** A server in a temporary folder. It refuses to run as root, so there it runs as nobody. */
async function startServer(atTheEnd: (end: () => Promise<void>) => void): Promise<string> {
  if (programs === undefined) throw new Error("there is no PostgreSQL here");
  const folder = mkdtempSync(join(tmpdir(), "chaos-payout-postgres-"));
  const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  if ("uid" in nobody) chownSync(folder, 65_534, 65_534);
  chmodSync(folder, 0o700);
  const data = join(folder, "data");
  const options = { ...nobody, cwd: folder, env: { ...process.env, LC_ALL: "C" } };
  execFileSync(join(programs, "initdb"), ["-D", data, "-U", "chaos", "-A", "trust", "-E", "UTF8", "--no-sync"], {
    ...options,
    stdio: "ignore",
  });
  const port = await freePort();
  const settings = [`port=${port}`, "listen_addresses=127.0.0.1", `unix_socket_directories=${folder}`, "fsync=off"];
  const server = [join(programs, "postgres"), "-D", data, ...settings.flatMap((setting) => ["-c", setting])];
  const child = spawn("sh", ["-c", GUARDED, "sh", ...server], { ...options, stdio: ["pipe", "ignore", "ignore"] });
  atTheEnd(() => ended(child, folder));
  const url = `postgres://chaos@127.0.0.1:${port}/postgres`;
  await ready(url);
  return url;
}

/** The server ends when its input does, so also when the tests are killed; and at once, because nobody will read these data again. */
const GUARDED = '"$@" & server=$!; read -r _; kill -QUIT $server; wait $server';

/** Asks every 20 ms for half a minute. */
async function ready(url: string): Promise<void> {
  for (let tries = 1500; ; tries -= 1) {
    try {
      return await runAt(url, "select 1");
    } catch (error) {
      if (tries === 0) throw error;
      await sleep(20);
    }
  }
}

function ended(child: ChildProcess, folder: string): Promise<void> {
  return new Promise((resolve) => {
    child.once("close", () => {
      rmSync(folder, { recursive: true, force: true });
      resolve();
    });
    child.stdin?.end();
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
