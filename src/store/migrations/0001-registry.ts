/** Participants, their APIs; works that are announced. */
export const registry = `
create table participant (
  id text primary key,
  name text not null,
  bin text unique,
  roles text[] not null,
  accredited boolean not null,
  blocked boolean not null,
  limited boolean not null default false,
  contacts jsonb not null,
  updated_at timestamptz not null
);

create table api (
  id text primary key,
  number integer generated always as identity unique,
  participant text not null references participant (id),
  system text not null,
  name text not null,
  targets jsonb not null,
  passport jsonb,
  state text not null check (state in ('draft', 'published', 'limited', 'unpublished')),
  state_since timestamptz not null,
  budget integer not null check (budget between 0 and 1920),
  probe jsonb not null,
  -- How many tests a round has; known when it was planned once.
  tests integer check (tests >= 0),
  -- What keeps it from being probed, as problems: its target cannot be read, its test consent is over.
  problem jsonb,
  -- When the next round is due; null where none is.
  next_at timestamptz,
  -- It asked to be left alone until then (Retry-After).
  not_before timestamptz,
  updated_at timestamptz not null
);
create index api_participant on api (participant);
create index api_next on api (next_at) where next_at is not null;

-- Works: of a participant (all its APIs, or one), or the operator's own.
create table works (
  id bigint generated always as identity primary key,
  participant text references participant (id),
  api text references api (id),
  kind text not null check (kind in ('planned', 'late', 'unplanned', 'operator')),
  announced_at timestamptz not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  limited boolean not null,
  note text not null,
  cancelled_at timestamptz,
  check (ends_at > starts_at)
);
create index works_time on works (ends_at);
`
