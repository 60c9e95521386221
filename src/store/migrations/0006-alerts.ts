/** What goes out one after another about one thing; alerts, and who was told of them. */
export const alerts = `
-- What a parcel is about: of several about the same thing the newest alone is still sent.
alter table outbox add column subject text;
-- Somebody tries it until then at most.
alter table outbox add column trying_until timestamptz;
alter table outbox add column superseded_at timestamptz;
update outbox set subject = 'api ' || (payload ->> 'api') where carrier = 'platform';
drop index outbox_next;
create index outbox_next on outbox (carrier, next_try_at)
  where delivered_at is null and given_up_at is null and superseded_at is null;
create index outbox_trying on outbox (trying_until) where trying_until is not null;
create index outbox_undelivered on outbox (subject) where delivered_at is null and superseded_at is null;

-- Whose fault it is when the scripts fail against our own bank is told by system.
alter table control_round add column system text;
create index control_round_ended on control_round (ended_at);
create index round_missed on round (ended_at) where state = 'missed';

create table alert (
  id bigint generated always as identity primary key,
  -- What is not well, e.g. an API: never two open alerts of one thing.
  thing text not null,
  kind text not null,
  -- What lies at the bottom of it: decides on the class.
  ground text not null,
  -- No foreign keys: they would hold the rows against the scheduler.
  api text,
  participant text,
  why jsonb not null,
  -- Class, topic, priority and term as the operator's rules had them when it was opened.
  appeal jsonb,
  deadline timestamptz,
  opened_at timestamptz not null,
  -- The trouble was there then for the last time.
  seen_at timestamptz not null,
  last_told_at timestamptz,
  closed_at timestamptz
);
create unique index alert_open on alert (thing) where closed_at is null;
create index alert_api on alert (api, opened_at desc);
create index alert_closed on alert (closed_at desc) where closed_at is not null;

-- One message to one address; the outbox has it under the same key, and knows whether it arrived.
create table alert_message (
  parcel text primary key,
  alert bigint not null references alert (id),
  occasion text not null check (occasion in ('opened', 'grew', 'reminder', 'closed')),
  receiver text not null,
  address text not null,
  at timestamptz not null
);
create index alert_message_alert on alert_message (alert, at);
`
