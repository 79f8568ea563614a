/** Empties the database and opens two accounts with five million sats each. For development: it asks no questions. */
import { readFileSync } from "node:fs";
import pg from "pg";

const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
await client.connect();
await client.query("drop table if exists entries, withdrawals, accounts");
await client.query(readFileSync(new URL("schema.sql", import.meta.url), "utf8"));
await client.query("insert into accounts (id, available_msat) values ('acc_1', 5000000000), ('acc_2', 5000000000)");
await client.end();
