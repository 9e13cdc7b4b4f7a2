import type postgres from "postgres";
import { z } from "zod";
import type { Tokens } from "../tokens.ts";
import { pkcePrefix } from "./mailer.ts";
import type { Method } from "./sessions.ts";

const SessionClaims = z.object({ sub: z.string(), session_id: z.string() });

/** Links in mails: lite answers them with tokens in the URL's fragment; PKCE clients get a code instead. */
export class PkceFlows {
  private readonly sql: postgres.Sql;
  private readonly tokens: Tokens;

  constructor(sql: postgres.Sql, tokens: Tokens) {
    this.sql = sql;
    this.tokens = tokens;
  }

  /**
   * @param verify   asks lite, which answers with a redirect whose fragment holds HS256 tokens or an error
   * @param exchange turns lite's token into the one for outside
   */
  async redirect(
    url: URL,
    verify: (url: URL) => Promise<Response>,
    exchange: (token: string) => Promise<string>,
  ): Promise<Response> {
    const token = url.searchParams.get("token") ?? "";
    const inner = new URL(url);
    if (token.startsWith(pkcePrefix)) inner.searchParams.set("token", token.slice(pkcePrefix.length));
    const response = await verify(inner);
    const location = response.headers.get("location");
    if (location === null) return response;
    const target = new URL(location);
    const fragment = new URLSearchParams(target.hash.slice(1));
    const internal = fragment.get("access_token");
    if (internal === null) {
      // PKCE clients look for errors in the query, the others in the fragment.
      if (token.startsWith(pkcePrefix)) for (const [name, value] of fragment) target.searchParams.set(name, value);
      return redirectTo(target);
    }
    if (token.startsWith(pkcePrefix)) {
      const code = await this.issueCode(internal, url.searchParams.get("type") ?? "");
      target.hash = "";
      target.searchParams.set("code", code);
      return redirectTo(target);
    }
    fragment.set("access_token", await exchange(internal));
    target.hash = fragment.toString();
    return redirectTo(target);
  }

  /** How the user signed in whose code is about to be exchanged. */
  async methodOf(code: string | undefined): Promise<Method> {
    const [flow] = await this.sql<{ method: string }[]>`
      select authentication_method as method from auth.flow_state where auth_code = ${code ?? ""}`;
    if (flow?.method === "signup") return "email/signup";
    if (flow?.method === "recovery") return "recovery";
    if (flow?.method === "magiclink") return "magiclink";
    return flow?.method === "oauth" ? "oauth" : "otp";
  }

  /** The session lite has just opened is dropped: the exchange of the code opens the real one. */
  private async issueCode(internal: string, type: string): Promise<string> {
    const { sub, session_id } = SessionClaims.parse(await this.tokens.verify(internal));
    const code = crypto.randomUUID();
    await this.sql`
      with dropped as (delete from auth.sessions where id = ${session_id})
      update auth.flow_state set auth_code = ${code}, auth_code_issued_at = now(), created_at = now(), updated_at = now()
      where id = (
        select id from auth.flow_state where user_id = ${sub} and authentication_method = ${type} and auth_code is null
        order by created_at desc limit 1
      )`;
    return code;
  }
}

function redirectTo(target: URL): Response {
  return new Response(null, { status: 303, headers: { location: target.href } });
}
