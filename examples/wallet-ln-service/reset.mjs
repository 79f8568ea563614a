/** Removes the database. For development: it asks no questions. The wallet makes a new one when it starts. */
import { rmSync } from "node:fs";

for (const suffix of ["", "-wal", "-shm"]) rmSync(process.env.WALLET_DB + suffix, { force: true });
