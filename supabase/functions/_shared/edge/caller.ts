import { clientAsAnybody, clientAsCaller } from "./clients.ts";
import type { Environment } from "./environment.ts";
import { AppError } from "./errors.ts";
import { unwrap } from "./refusal.ts";

/**
 * Id of the account whose session a request carries. The auth server is asked, so that a session that was ended is refused
 * although its token lives on. A second factor may not have been given yet: for what leads to giving it.
 * @throws AppError `unauthorized`
 */
export async function callerId(environment: Environment, { headers }: Request): Promise<string> {
  const token = /^Bearer (\S+)$/.exec(headers.get("authorization") ?? "")?.[1];
  if (token === undefined) throw new AppError("unauthorized", 401, "Sign in first.");
  const { data, error } = await clientAsAnybody(environment).auth.getUser(token);
  if (error !== null) throw new AppError("unauthorized", 401, "Sign in first.");
  return data.user.id;
}

/**
 * The same for what is done in the account's name: whoever has a second factor has given it.
 * @throws AppError `unauthorized`, `forbidden`
 */
export async function provenCallerId(environment: Environment, request: Request): Promise<string> {
  await callerId(environment, request);
  return unwrap(await clientAsCaller(environment, request).rpc("my_user_id"));
}
