-- Amounts are millisatoshis. What an account can spend is `available_msat`; `reserved_msat` is set aside for withdrawals that are not decided.
create table accounts (
  id text primary key,
  available_msat bigint not null check (available_msat >= 0),
  reserved_msat bigint not null default 0 check (reserved_msat >= 0)
);

create table withdrawals (
  uid uuid primary key default gen_random_uuid(),
  account_id text not null references accounts,
  idempotency_key text not null,
  destination text not null,
  amount_msat bigint not null,
  fee_msat bigint not null,
  -- The most that the route may cost; what it did not cost is given back.
  route_limit_msat bigint not null,
  state text not null default 'queued',
  reason text,
  -- Written before LND is asked, so that LND can be asked again by whoever takes over.
  invoice text,
  payment_hash text,
  route_fee_msat bigint,
  owner uuid,
  leased_until timestamptz,
  next_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  unique (account_id, idempotency_key)
);

create index withdrawals_due on withdrawals (next_at) where state in ('queued', 'sending');

create table entries (
  id bigint generated always as identity primary key,
  account_id text not null references accounts,
  withdrawal_uid uuid references withdrawals,
  kind text not null,
  amount_msat bigint not null,
  available_after_msat bigint not null,
  created_at timestamptz not null default now()
);

create index entries_of_account on entries (account_id, id);
