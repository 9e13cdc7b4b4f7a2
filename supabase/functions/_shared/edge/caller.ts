import { clientAsAnybody, type Environment } from "./clients.ts";
import { AppError } from "./errors.ts";

/**
 * Id of the account whose session a request carries. The auth server is asked, so that a session that was ended is refused
 * although its token lives on.
 * @throws AppError `unauthorized`
 */
export async function callerId(environment: Environment, { headers }: Request): Promise<string> {
  const token = /^Bearer (\S+)$/.exec(headers.get("authorization") ?? "")?.[1];
  if (token === undefined) throw new AppError("unauthorized", 401, "Sign in first.");
  const { data, error } = await clientAsAnybody(environment).auth.getUser(token);
  if (error !== null) throw new AppError("unauthorized", 401, "Sign in first.");
  return data.user.id;
}
