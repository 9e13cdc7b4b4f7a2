import { getUser, logout, reauthenticate, recover, resend, updateUser } from "./account.ts";
import { changeUser, createUser, deleteFactor, deleteUser, listFactors, listUsers, readUser } from "./admin.ts";
import { generateLink, invite } from "./admin-links.ts";
import { changeProvider, createProvider, deleteProvider, listProviders, readProvider } from "./custom-providers.ts";
import { challenge, enroll, unenroll, verify } from "./factors.ts";
import { publicSettings, unlinkIdentity } from "./identities.ts";
import type { Limit } from "./limits.ts";
import { verifyCode } from "./links.ts";
import { linkIdentity } from "./oauth.ts";
import type { Handler } from "./parts.ts";
import {
  changeSsoProvider,
  createSsoProvider,
  deleteSsoProvider,
  listSsoProviders,
  readSsoProvider,
} from "./saml/admin.ts";
import { singleSignOn } from "./saml/sso.ts";
import { token } from "./sign-in.ts";
import { magicLink, otp, signup } from "./signup.ts";

interface Route {
  readonly method: string;
  /** `:` stands for a part of the path. */
  readonly path: string;
  readonly handler: Handler;
  /** The limit of the caller's address; without one the handler takes it, or there is none. */
  readonly limit?: Limit;
}

/** What the API answers below `/auth/v1`, with an API key. */
const routes: readonly Route[] = [
  { method: "GET", path: "/settings", handler: publicSettings },
  { method: "POST", path: "/signup", handler: signup },
  { method: "POST", path: "/token", handler: token },
  { method: "POST", path: "/otp", handler: otp, limit: "sign-in" },
  { method: "POST", path: "/magiclink", handler: magicLink, limit: "sign-in" },
  { method: "POST", path: "/recover", handler: recover, limit: "sign-in" },
  { method: "POST", path: "/resend", handler: resend, limit: "sign-in" },
  { method: "POST", path: "/verify", handler: verifyCode, limit: "verify" },
  { method: "GET", path: "/user", handler: getUser },
  { method: "PUT", path: "/user", handler: updateUser, limit: "sign-in" },
  { method: "GET", path: "/reauthenticate", handler: reauthenticate },
  { method: "POST", path: "/logout", handler: logout },
  { method: "GET", path: "/user/identities/authorize", handler: linkIdentity },
  { method: "DELETE", path: "/user/identities/:", handler: unlinkIdentity },
  { method: "POST", path: "/factors", handler: enroll, limit: "factor-change" },
  { method: "POST", path: "/factors/:/challenge", handler: challenge },
  { method: "POST", path: "/factors/:/verify", handler: verify },
  { method: "DELETE", path: "/factors/:", handler: unenroll, limit: "factor-change" },
  { method: "POST", path: "/invite", handler: invite },
  { method: "POST", path: "/admin/generate_link", handler: generateLink },
  { method: "GET", path: "/admin/custom-providers", handler: listProviders },
  { method: "POST", path: "/admin/custom-providers", handler: createProvider },
  { method: "GET", path: "/admin/custom-providers/:", handler: readProvider },
  { method: "PUT", path: "/admin/custom-providers/:", handler: changeProvider },
  { method: "DELETE", path: "/admin/custom-providers/:", handler: deleteProvider },
  { method: "GET", path: "/admin/users", handler: listUsers },
  { method: "POST", path: "/admin/users", handler: createUser },
  { method: "GET", path: "/admin/users/:", handler: readUser },
  { method: "PUT", path: "/admin/users/:", handler: changeUser },
  { method: "DELETE", path: "/admin/users/:", handler: deleteUser },
  { method: "GET", path: "/admin/users/:/factors", handler: listFactors },
  { method: "DELETE", path: "/admin/users/:/factors/:", handler: deleteFactor },
  { method: "POST", path: "/sso", handler: singleSignOn, limit: "sign-in" },
  { method: "GET", path: "/admin/sso/providers", handler: listSsoProviders },
  { method: "POST", path: "/admin/sso/providers", handler: createSsoProvider },
  { method: "GET", path: "/admin/sso/providers/:", handler: readSsoProvider },
  { method: "PUT", path: "/admin/sso/providers/:", handler: changeSsoProvider },
  { method: "DELETE", path: "/admin/sso/providers/:", handler: deleteSsoProvider },
];

const patterns = routes.map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replaceAll(":", "([^/]+)")}/?$`),
}));

/** The route of a request with the variable parts of its path, or the methods its path knows (none: there is no such path). */
export function routeOf(
  method: string,
  path: string,
): { readonly route: Route; readonly ids: readonly string[] } | { readonly methods: readonly string[] } {
  const methods: string[] = [];
  for (const { route, pattern } of patterns) {
    const match = pattern.exec(path);
    if (match === null) continue;
    if (route.method === method) return { route, ids: match.slice(1) };
    methods.push(route.method);
  }
  return { methods };
}
