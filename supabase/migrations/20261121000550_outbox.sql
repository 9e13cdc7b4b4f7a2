-- What has happened and others must hear of. Written in the transaction that causes it, claimed by lease.

create table private.outbox (
  id bigint not null generated always as identity,
  organization_id uuid not null,
  topic text not null,
  payload jsonb not null,
  created_at timestamptz not null default now(),
  constraint outbox_pkey primary key (id),
  constraint outbox_organization_id_fkey foreign key (organization_id) references public.organizations (id) on delete cascade
);
alter table private.outbox enable row level security;
create index outbox_organization_id_idx on private.outbox (organization_id);
create index outbox_created_at_idx on private.outbox (created_at);
revoke all on private.outbox from public, anon, authenticated, service_role;
comment on table private.outbox is 'Messages to send, one row an event, kept for 7 days.';
