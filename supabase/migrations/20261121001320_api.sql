-- What the function `api` calls for an organization's own programs, with the rights of their key (private.key_of_request).

create function private.api_components(organization_id uuid)
returns table (
  id uuid, name text, description text, kind public.component_kind, group_name text, status public.component_status, status_since timestamptz,
  status_cause public.status_cause, manual_status public.component_status, manual_status_expires_at timestamptz
)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_permission(organization_id, 'organization.read');
  return query
    select c.id, c.name, c.description, c.kind, g.name, c.status, c.status_since, c.status_cause, c.manual_status, c.manual_status_expires_at
    from public.components c left join public.component_groups g on g.id = c.group_id
    where c.organization_id = api_components.organization_id and c.archived_at is null
    order by g.position nulls first, c.position, c.id;
end
$$;

create function public.api_components(organization_id uuid)
returns table (
  id uuid, name text, description text, kind public.component_kind, group_name text, status public.component_status, status_since timestamptz,
  status_cause public.status_cause, manual_status public.component_status, manual_status_expires_at timestamptz
)
language sql stable security invoker set search_path = '' as $$ select * from private.api_components(organization_id) $$;

-- Pins a status by hand, until a time or until it is taken back with null; returns what the component shows then.
create function private.set_component_status(component_id uuid, manual_status public.component_status, expires_at timestamptz) returns public.component_status
language plpgsql volatile security definer set search_path = '' as $$
declare
  shown public.component_status;
begin
  perform private.require_permission((select c.organization_id from public.components c where c.id = set_component_status.component_id), 'components.write');
  if set_component_status.manual_status = 'unknown' then
    perform private.refuse('HG422', 'A status by hand is one that is known.', 'status');
  end if;
  if expires_at <= now() or (expires_at is not null and set_component_status.manual_status is null) then
    perform private.refuse('HG422', 'A status by hand ends in the future.', 'expires_at');
  end if;
  update public.components c set manual_status = set_component_status.manual_status, manual_status_expires_at = expires_at
  where c.id = set_component_status.component_id;
  select c.status into shown from public.components c where c.id = set_component_status.component_id;
  return shown;
end
$$;

create function public.set_component_status(component_id uuid, manual_status public.component_status default null, expires_at timestamptz default null)
returns public.component_status
language sql volatile security invoker set search_path = '' as $$ select private.set_component_status(component_id, manual_status, expires_at) $$;

create function private.api_incidents(organization_id uuid, only_open boolean, before timestamptz, max_rows integer)
returns table (
  id uuid, title text, status public.incident_status, impact public.incident_impact, version integer, started_at timestamptz, resolved_at timestamptz,
  published_at timestamptz, components jsonb, updates jsonb
)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
begin
  perform private.require_permission(api_incidents.organization_id, 'organization.read');
  return query
    select i.id, i.title, i.status, i.impact, i.version, i.started_at, i.resolved_at, i.published_at,
      coalesce((select jsonb_agg(jsonb_build_object('component_id', ic.component_id, 'status', ic.status) order by ic.component_id)
        from public.incident_components ic where ic.incident_id = i.id), '[]'),
      coalesce((select jsonb_agg(jsonb_build_object('id', u.id, 'status', u.status, 'body', u.body, 'displayed_at', u.displayed_at) order by u.displayed_at desc, u.id)
        from public.incident_updates u where u.incident_id = i.id), '[]')
    from public.incidents i
    where i.organization_id = api_incidents.organization_id and i.deleted_at is null and i.published_at is not null
      and (not coalesce(only_open, false) or i.resolved_at is null) and (api_incidents.before is null or i.started_at < api_incidents.before)
    order by i.started_at desc, i.id limit least(greatest(coalesce(max_rows, 50), 1), 100);
end
$$;

create function public.api_incidents(organization_id uuid, only_open boolean default false, before timestamptz default null, max_rows integer default 50)
returns table (
  id uuid, title text, status public.incident_status, impact public.incident_impact, version integer, started_at timestamptz, resolved_at timestamptz,
  published_at timestamptz, components jsonb, updates jsonb
)
language sql stable security invoker set search_path = '' as $$ select * from private.api_incidents(organization_id, only_open, before, max_rows) $$;

revoke all on function private.api_components(uuid), private.set_component_status(uuid, public.component_status, timestamptz),
  private.api_incidents(uuid, boolean, timestamptz, integer), public.api_components(uuid),
  public.set_component_status(uuid, public.component_status, timestamptz), public.api_incidents(uuid, boolean, timestamptz, integer)
  from public, anon, authenticated, service_role;
grant execute on function private.api_components(uuid), private.set_component_status(uuid, public.component_status, timestamptz),
  private.api_incidents(uuid, boolean, timestamptz, integer), public.api_components(uuid),
  public.set_component_status(uuid, public.component_status, timestamptz), public.api_incidents(uuid, boolean, timestamptz, integer)
  to service_role;
-- Acts that members have too.
grant execute on function
  private.declare_incident(uuid, uuid, uuid, text, public.incident_status, text, jsonb, public.incident_impact, timestamptz, timestamptz, timestamptz, boolean, text, uuid, boolean),
  public.declare_incident(uuid, uuid, uuid, text, public.incident_status, text, jsonb, public.incident_impact, timestamptz, timestamptz, timestamptz, boolean, text, uuid, boolean),
  private.post_incident_update(uuid, uuid, integer, public.incident_status, text, jsonb, text, public.incident_impact, timestamptz, boolean),
  public.post_incident_update(uuid, uuid, integer, public.incident_status, text, jsonb, text, public.incident_impact, timestamptz, boolean)
  to service_role;

comment on function public.api_components(uuid) is 'Components of an organization, for the function api. Error: HG403.';
comment on function public.set_component_status(uuid, public.component_status, timestamptz) is 'Pins a component''s status by hand, or takes that back with null; returns what it shows. Errors: HG403, HG422.';
comment on function public.api_incidents(uuid, boolean, timestamptz, integer) is 'Published incidents with their updates, newest first, for the function api. Error: HG403.';
