/** Rounds of probes, the control beside them, and who carries them out. */
export const rounds = `
create table worker (
  id text primary key,
  host text not null,
  pid integer not null,
  started_at timestamptz not null,
  seen_at timestamptz not null,
  stopped_at timestamptz
);

create table control_round (
  id bigint generated always as identity primary key,
  worker text not null,
  scripts text not null,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  result text not null check (result in ('good', 'bad', 'none')),
  run text,
  trouble jsonb not null
);

create table round (
  id bigint generated always as identity primary key,
  api text not null references api (id),
  -- The slot that it fills; for missed ones the first of them.
  due_at timestamptz not null,
  slots integer not null default 1,
  trigger text not null check (trigger in ('scheduled', 'first', 'manual')),
  state text not null check (state in ('due', 'running', 'done', 'missed')),
  missed text,
  -- Told of a round that a worker lost and another one did.
  takeovers integer not null default 0,
  worker text,
  lease_until timestamptz,
  started_at timestamptz,
  ended_at timestamptz,
  run text,
  conformance text check (conformance in ('conforms', 'departs', 'unsaid')),
  availability text check (availability in ('up', 'down', 'unsaid')),
  tests integer,
  passed integer,
  unanswered integer,
  times integer[],
  trouble jsonb,
  control text check (control in ('good', 'bad', 'none')),
  control_round bigint references control_round (id),
  works text,
  check (state <> 'missed' or missed is not null),
  check (state <> 'done' or (run is not null and conformance is not null and availability is not null and control is not null))
);
-- Never two rounds of one API at once, whoever schedules.
create unique index round_open on round (api) where state in ('due', 'running');
create unique index round_slot on round (api, due_at);
create index round_ended on round (ended_at) where state = 'done';
create index round_api_ended on round (api, ended_at desc) where state = 'done';
create index round_run on round (run) where run is not null;
create index round_lease on round (lease_until) where state = 'running';

-- What the grid shows, kept by the hour so that a thousand APIs are read at once.
create table api_hour (
  api text not null references api (id),
  hour timestamptz not null,
  conforms integer not null default 0,
  departs integer not null default 0,
  down integer not null default 0,
  unsaid integer not null default 0,
  missed integer not null default 0,
  -- Answer times as pairs of bucket and count (src/base/histogram.ts).
  times integer[] not null default '{}',
  primary key (api, hour)
);

-- What a participant may still be asked, in tests: a bucket that fills with time.
create table bucket (
  participant text primary key references participant (id),
  tokens double precision not null,
  at timestamptz not null
);
`
