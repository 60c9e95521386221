/** What is done by the calendar: reports, letting go of what is old, watching over dates that expire. */
export const calendar = `
-- How long what a round saw holds: of the rhythm when it was due.
alter table round add column interval_ms integer check (interval_ms > 0);
-- Without it every control that is removed is looked for in all rounds.
create index round_control on round (control_round);
-- Whose a run is.
create index control_round_run on control_round (run) where run is not null;

-- A report of a period over all APIs: everything that it prints, so that it can be printed for whoever may see a part of it.
create table report (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('day', 'month')),
  -- Dates of Kazakhstan, both included.
  first text not null check (first ~ '^\\d{4}-\\d\\d-\\d\\d$'),
  last text not null,
  made_at timestamptz not null,
  content jsonb not null,
  unique (kind, first)
);

-- Dates that expire, as they were last seen.
create table expiry (
  kind text not null,
  object text not null,
  api text references api (id),
  participant text references participant (id),
  name text not null,
  expires_at timestamptz not null,
  seen_at timestamptz not null,
  -- The least days before the date that a warning was given for; null where none was.
  warned_days integer,
  primary key (kind, object)
);
create index expiry_api on expiry (api);

-- How full the disks of machines are, in bytes.
create table disk_use (
  host text primary key,
  at timestamptz not null,
  evidence bigint not null,
  database bigint not null,
  budget bigint,
  free bigint not null,
  total bigint not null,
  tight boolean not null
);

-- Of troubles that become worse by degrees: the higher the worse.
alter table alert add column grade integer;
`
