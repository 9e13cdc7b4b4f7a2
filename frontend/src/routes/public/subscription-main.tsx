import type { PageDescription } from "../../features/pages/snapshot.ts";
import type { SubscriptionBody } from "../../features/subscriptions/subscription-body.ts";
import { hydrate } from "./hydrate.tsx";
import { SubscriptionPage } from "./subscription-page.tsx";
import "./public.css";
import "./subscription.css";

hydrate<SubscriptionBody<PageDescription>>((data) => <SubscriptionPage data={data} />);
