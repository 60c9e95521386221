/** What the policy decided, what is to be told to others, and which texts it rested on. */
export const decisions = `
create table policy (
  digest text primary key,
  name text not null,
  text text not null,
  since timestamptz not null
);

create table decision (
  id bigint generated always as identity primary key,
  api text not null references api (id),
  at timestamptz not null,
  action text not null check (action in ('publish', 'unpublish', 'limit', 'republish')),
  state_before text not null,
  state_after text not null,
  -- By which rule of which policy, or by whose hand.
  rule text not null,
  policy text references policy (digest),
  why jsonb not null,
  -- Ids of the rounds that it rests on.
  rounds bigint[] not null,
  status text not null check (status in ('proposed', 'in-force', 'rejected', 'lapsed')),
  proposed_by text not null,
  confirmed_by text,
  confirmed_at timestamptz
);
create index decision_api on decision (api, at desc);
-- One open proposal an API.
create unique index decision_open on decision (api) where status = 'proposed';

-- Everything that goes to others: a slow receiver delays nobody but itself.
create table outbox (
  id bigint generated always as identity primary key,
  -- Which carrier takes it: platform, mail, webhook …
  carrier text not null,
  -- The same thing is told once.
  key text not null unique,
  payload jsonb not null,
  created_at timestamptz not null,
  next_try_at timestamptz not null,
  tries integer not null default 0,
  delivered_at timestamptz,
  given_up_at timestamptz,
  error text
);
create index outbox_next on outbox (next_try_at) where delivered_at is null and given_up_at is null;
`
