-- Logos of status pages: readable by everybody, written by those who may edit pages, in a folder per organization.

insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
values ('logos', 'logos', true, 524288, array['image/png', 'image/jpeg', 'image/webp'])
on conflict (id) do nothing;

-- Whether the folder of an object belongs to an organization in which the caller holds the permission.
create function private.can_access_logo(object_name text, permission text) returns boolean
language sql stable security definer set search_path = '' as $$
  select split_part(object_name, '/', 1) = any (array(select o::text from private.my_org_ids(permission) o))
$$;
revoke all on function private.can_access_logo(text, text) from public, anon, authenticated, service_role;
grant execute on function private.can_access_logo(text, text) to authenticated;

-- Last in the file: policies on storage objects.
create policy heliograph_select_logos on storage.objects for select to authenticated
  using (bucket_id = 'logos' and private.can_access_logo(name, 'organization.read'));
create policy heliograph_insert_logos on storage.objects for insert to authenticated
  with check (bucket_id = 'logos' and private.can_access_logo(name, 'pages.write'));
create policy heliograph_update_logos on storage.objects for update to authenticated
  using (bucket_id = 'logos' and private.can_access_logo(name, 'pages.write')) with check (bucket_id = 'logos' and private.can_access_logo(name, 'pages.write'));
create policy heliograph_delete_logos on storage.objects for delete to authenticated
  using (bucket_id = 'logos' and private.can_access_logo(name, 'pages.write'));
