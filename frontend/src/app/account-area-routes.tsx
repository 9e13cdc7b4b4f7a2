import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { z } from "zod";
import { localPath } from "../lib/local-path.ts";
import { signedInRoute } from "./root-route.tsx";

/** What belongs to a person, whatever organizations they are in. */
const areaRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/account",
  component: lazyRouteComponent(() => import("../routes/account/account-area.tsx"), "AccountArea"),
});

const profileRoute = createRoute({
  getParentRoute: () => areaRoute,
  path: "/",
  component: lazyRouteComponent(() => import("../routes/account/profile.tsx"), "Profile"),
});

const passwordRoute = createRoute({
  getParentRoute: () => areaRoute,
  path: "/password",
  component: lazyRouteComponent(() => import("../routes/account/password.tsx"), "Password"),
});

const secondFactorRoute = createRoute({
  getParentRoute: () => areaRoute,
  path: "/second-factor",
  // Where to go once it is set up, for those who were sent here.
  validateSearch: z.object({ next: z.string().transform(localPath).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import("../routes/account/second-factor.tsx"), "AccountSecondFactor"),
});

const sessionsRoute = createRoute({
  getParentRoute: () => areaRoute,
  path: "/sessions",
  component: lazyRouteComponent(() => import("../routes/account/sessions.tsx"), "Sessions"),
});

const dataRoute = createRoute({
  getParentRoute: () => areaRoute,
  path: "/data",
  component: lazyRouteComponent(() => import("../routes/account/data.tsx"), "YourData"),
});

export const accountAreaTree = areaRoute.addChildren([
  profileRoute,
  passwordRoute,
  secondFactorRoute,
  sessionsRoute,
  dataRoute,
]);
