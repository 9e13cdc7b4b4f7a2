import type { callSubscriptions } from "../api.ts";
import type { FollowGroup } from "../subscription-body.ts";

/** Calls the function; null when it refused, which is then shown. */
export type Call = (action: Parameters<typeof callSubscriptions>[1], body: object) => Promise<unknown>;

/** What forms of a subscription share. */
export interface FormProps {
  groups: FollowGroup[];
  call: Call;
  error: string | null;
  isBusy: boolean;
}
