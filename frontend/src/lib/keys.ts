/**
 * Every cached row of an organization lives under `["organization", id]`, so that one call invalidates all of it after
 * a reconnect. A feature's key root is `organizationKey(id, "components")`.
 */
export function organizationKey<const Rest extends readonly unknown[]>(organizationId: string, ...rest: Rest) {
  return ["organization", organizationId, ...rest] as const;
}
