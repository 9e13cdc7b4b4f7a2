/** What the page of a subscription is made from: what there is to follow. */
export interface SubscriptionBody<Page> {
  version: number;
  generated_at: string;
  page: Page;
  /** Components in the page's order, by group; `id` null for those without one. */
  groups: FollowGroup[];
}

export interface FollowGroup {
  id: string | null;
  name: string | null;
  components: { id: string; name: string }[];
}
