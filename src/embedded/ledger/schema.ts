/**
 * The tables of the ledger. A payout that was recorded before it is paid has a `payment_hash`; until it is decided it belongs to its `owner`,
 * and others can take it from `due` on. One that has failed is `due` once more if its failure is to be checked again. `held` is the amount that is
 * set aside for it.
 */
export const createTables = `
  create table projects (
    number integer primary key,
    id text not null unique,
    balance integer not null,
    held integer not null
  ) strict;

  create table entries (
    id integer primary key,
    project integer not null,
    payout text,
    key text,
    cause text not null,
    amount integer not null,
    balance_after integer not null,
    created integer not null
  ) strict;

  create trigger entries_are_never_changed before update on entries
  begin
    select raise(abort, 'ledger entries are append-only: they cannot be changed');
  end;

  create trigger entries_are_never_removed before delete on entries
  begin
    select raise(abort, 'ledger entries are append-only: they cannot be removed');
  end;

  create table payouts (
    sequence integer primary key,
    id text not null unique,
    project integer not null,
    key text,
    status text not null,
    gamertag text not null,
    amount integer not null,
    fee integer not null,
    reserve integer not null,
    kept integer not null,
    internal_id text,
    description text,
    callback_url text,
    expires_in integer,
    created integer not null,
    updated integer not null,
    failure_kind text,
    failure text,
    payment_hash text,
    held integer not null default 0,
    resolver text,
    owner text,
    due integer,
    takes integer not null default 0
  ) strict;

  create index payouts_owner on payouts (owner) where owner is not null;
  create index payouts_due on payouts (due) where due is not null and resolver is not null;
  create index payouts_pending on payouts (project, sequence) where status = 'pending';
  create index payouts_internal_id on payouts (internal_id, sequence) where internal_id is not null;
`;

/** The ids of payouts depend on it, because a reset makes the API forget its payouts, but not the node. */
export const createGeneration = `
  create table ledger (generation integer not null) strict;
  insert into ledger (generation) values (1);
`;

/** A reset starts a new ledger in the same file, and does not remove entries from one. */
export const dropTables = `
  drop table payouts;
  drop table entries;
  drop table projects;
  update ledger set generation = generation + 1;
`;

/** Marks the file as ours ("CPAY"), so that no other SQLite file is used as a ledger. */
export const APPLICATION_ID = 0x43504159;

/** Grows when the tables change. */
export const SCHEMA_VERSION = 4;
