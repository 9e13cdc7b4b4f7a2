-- The demo of the embedded stack: an organization that watches three small services and the stack itself. For people,
-- never for tests. The stack says where it listens by two settings; without them its default ports are meant.

do $$
declare
  gateway_port text := coalesce(nullif(current_setting('heliograph.gateway_port', true), ''), '54321');
  database_port text := coalesce(nullif(current_setting('heliograph.database_port', true), ''), '54322');
  demo_url text := 'http://127.0.0.1:' || coalesce(nullif(current_setting('heliograph.demo_port', true), ''), '54330');
  gateway_url text := 'http://127.0.0.1:' || gateway_port;
  person uuid := gen_random_uuid();
  organization uuid := gen_random_uuid();
  page uuid;
  services uuid := gen_random_uuid();
  own uuid := gen_random_uuid();
  component record;
  component_id uuid;
  failing jsonb := '[{"status": "major_outage", "conditions": [{"metric": "up", "operator": "eq", "value": false}]}]';
  slow jsonb := '[{"status": "degraded_performance", "conditions": [{"metric": "latency_ms", "operator": "gt", "value": 800}]}]';
begin
  -- Where the mode is chosen already, nobody is there yet: the first account takes the organization over.
  if private.mode() is null then
    insert into auth.users (instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data)
    values ('00000000-0000-0000-0000-000000000000', person, 'authenticated', 'authenticated', 'demo@example.com',
      extensions.crypt('heliograph-demo', extensions.gen_salt('bf')), now(),
      '{"provider": "email", "providers": ["email"]}', '{"full_name": "Demo Admin"}');
    insert into auth.identities (user_id, provider_id, provider, identity_data, last_sign_in_at)
    values (person, person::text, 'email', jsonb_build_object('sub', person, 'email', 'demo@example.com', 'email_verified', true), now());
  end if;

  insert into public.organizations (id, name, slug) values (organization, 'Northwind', 'demo');
  if private.mode() is null then
    insert into public.members (organization_id, user_id, role) values (organization, person, 'admin');
  else
    update private.instance set adopted_organization_id = organization;
    update private.billing_subscriptions s set plan_id = 'business' where s.organization_id = organization;
  end if;
  insert into private.network_allowances (organization_id, network, reason)
  values (organization, '127.0.0.0/8', 'The demo watches services on this machine.');
  insert into public.status_pages (organization_id, slug, title, description, time_zone, links)
  values (organization, 'demo', 'Northwind', 'Three small services, and Heliograph watching itself.', 'UTC', '[]')
  returning id into page;
  insert into public.component_groups (id, organization_id, name, position) values
    (services, organization, 'Shop', 1), (own, organization, 'This Heliograph', 2);

  for component in
    select * from (values
      (services, 1, 'Storefront', 'Where customers browse and order.', 'website', 'http', jsonb_build_object('url', demo_url || '/storefront'), 5),
      (services, 2, 'Public API', 'JSON over HTTP for partners.', 'website', 'http', jsonb_build_object('url', demo_url || '/api'), 5),
      (services, 3, 'Payments', 'Card payments through two acquirers.', 'server', 'http', jsonb_build_object('url', demo_url || '/payments'), 5),
      (own, 1, 'Website and API', 'The gateway that served this page.', 'website', 'http', jsonb_build_object('url', gateway_url || '/healthz'), 10),
      (own, 2, 'Realtime', 'Carries every change to open pages.', 'server', 'http', jsonb_build_object('url', gateway_url || '/realtime/v1/healthz'), 10),
      (own, 3, 'Database', 'Postgres, the source of every status.', 'server', 'tcp', jsonb_build_object('host', '127.0.0.1', 'port', database_port::integer), 10)
    ) as c (group_id, position, name, description, component_kind, check_kind, config, interval_seconds)
  loop
    insert into public.components (organization_id, group_id, name, description, kind, position)
    values (organization, component.group_id, component.name, component.description, component.component_kind::public.component_kind, component.position)
    returning id into component_id;
    insert into public.monitors (organization_id, component_id, name, kind, config, interval_seconds, timeout_ms, region_ids, criteria)
    values (organization, component_id, component.name, component.check_kind::public.check_kind, component.config, component.interval_seconds, 3000,
      array['local'], failing || case when component.check_kind = 'http' then slow else '[]' end);
    insert into public.status_page_components (status_page_id, component_id, organization_id) values (page, component_id, organization);
  end loop;
end
$$;
