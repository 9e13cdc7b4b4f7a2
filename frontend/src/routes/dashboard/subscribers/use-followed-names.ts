import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { componentQueries } from "../../../features/components/queries.ts";
import type { Names } from "../../../features/subscribers/following.ts";
import { useOrganization } from "../../../lib/organization.tsx";

/** Names of all that can be followed. */
export function useFollowedNames(): Names {
  const { id } = useOrganization();
  const { data: components } = useQuery(componentQueries.list(id));
  const { data: groups } = useQuery(componentQueries.groups(id));
  return useMemo(
    () => new Map([...(components ?? []), ...(groups ?? [])].map((each) => [each.id, each.name])),
    [components, groups],
  );
}
