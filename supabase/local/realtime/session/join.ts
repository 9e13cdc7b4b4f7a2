import { setTimeout as delay } from "node:timers/promises";
import type { Context } from "../context.ts";
import { replay } from "../database/messages.ts";
import { DatabaseUnavailable, QueryCancelled } from "../database/pool.ts";
import { errorText } from "../log.ts";
import type { BroadcastMessage } from "../protocol/broadcast-message.ts";
import { JoinError, joinErrors, UNKNOWN_ERROR_REASON } from "../protocol/errors.ts";
import { parseReplay, type ReplayRequest } from "../protocol/join.ts";
import type { Identity } from "../tokens.ts";
import type { Channel } from "./channel.ts";
import { ChannelChanges } from "./channel-changes.ts";
import { ChannelRights } from "./rights.ts";

const REPLICATION_READY_MS = 60_000;
const GOING_AWAY = 1001;

/** Carries a phx_join through its checks, in the order of the real server, and answers it. Never throws. */
export async function joinChannel(context: Context, channel: Channel): Promise<void> {
  try {
    checkLimits(context, channel);
    const { token, identity } = await authenticate(context, channel);
    const replayRequest = checkReplay(channel);
    const rights = await authorize(context, channel, identity);
    if (channel.isEnded) return;
    const changes = channel.request.changes.length > 0 ? new ChannelChanges(channel, identity) : null;
    channel.enterRoom({ rights, identity, token, changes });
    const replayed = replayRequest ? await load(context, channel, replayRequest) : [];
    const waitMs = channel.request.changesWaitMs;
    if (changes && waitMs !== null) await changes.startBeforeReply(waitMs);
    channel.completeJoin(replayed);
    if (waitMs === null) void changes?.start();
    else changes?.announce();
    if (channel.request.replicationReady) void announceReplication(context, channel);
  } catch (error) {
    await refuse(context, channel, error);
  }
}

function checkLimits({ settings, admitted, meters }: Context, channel: Channel): void {
  const { session } = channel;
  if (channel.subTopic === "") throw joinErrors.topicRequired();
  if (settings.isPrivateOnly && !channel.request.isPrivate) throw joinErrors.privateOnly();
  if (!admitted.has(session)) {
    if (admitted.size >= settings.limits.maxConnections) throw joinErrors.tooManyConnections();
    admitted.add(session);
  }
  meters.joins.add();
  if (meters.joins.perSecond() > settings.limits.maxJoinsPerSecond) throw joinErrors.tooManyJoins();
  if (session.channels.size > settings.limits.maxChannelsPerSocket) throw joinErrors.tooManyChannels();
}

/** The token of the join if it is a JWT, otherwise the connection's API key. */
async function authenticate(context: Context, channel: Channel): Promise<{ token: string; identity: Identity }> {
  const { accessToken } = channel.request;
  const { apiKey } = channel.session;
  if (accessToken === null || accessToken.startsWith("sb_") || accessToken === apiKey.token) {
    const expiry = context.tokens.expiry(apiKey.identity);
    if (!expiry.ok) throw new JoinError("InvalidJWTToken", expiry.message);
    return apiKey;
  }
  const result = await context.tokens.verify(accessToken);
  if (!result.ok) throw new JoinError(result.code, result.message);
  return { token: accessToken, identity: result.identity };
}

async function authorize(context: Context, channel: Channel, identity: Identity): Promise<ChannelRights> {
  const { request, subTopic, session } = channel;
  const rights = new ChannelRights({
    authorization: context.authorization,
    topic: subTopic,
    isPrivate: request.isPrivate,
    principal: { identity, headersJson: session.headersJson },
  });
  await rights.load(request.presence.isEnabled);
  if (!rights.canReadAnything) throw joinErrors.unauthorized(subTopic);
  return rights;
}

function checkReplay({ request }: Channel): ReplayRequest | null {
  if (request.replay === undefined) return null;
  if (!request.isPrivate) throw joinErrors.replayOnPublic();
  const parsed = parseReplay(request.replay);
  if (!parsed) throw joinErrors.replayParams();
  return parsed;
}

async function load(context: Context, channel: Channel, request: ReplayRequest): Promise<BroadcastMessage[]> {
  if (!channel.joined?.rights.canReadBroadcast) return [];
  try {
    return await replay(context.pool, channel.subTopic, request);
  } catch (error) {
    if (error instanceof DatabaseUnavailable) throw error;
    throw joinErrors.replayFailed();
  }
}

async function announceReplication(context: Context, channel: Channel): Promise<void> {
  if (await context.stream.untilUp(REPLICATION_READY_MS)) {
    channel.system("system", "ok", "Replication connection established");
  } else channel.shutDown("Replication connection was not established in time");
}

/** Refuses after a delay: clients retry at once and forever. */
async function refuse(context: Context, channel: Channel, error: unknown): Promise<void> {
  const refusal = asJoinError(error);
  if (!refusal) context.log("error", "join failed", { error: errorText(error) });
  context.rooms.leave(channel.room, channel);
  const isTooManyJoins = refusal?.code === "ClientJoinRateLimitReached";
  await delay(context.settings.joinErrorDelayMs);
  if (channel.isEnded) return;
  channel.refuseJoin(refusal?.reason ?? UNKNOWN_ERROR_REASON);
  if (isTooManyJoins) channel.session.close(GOING_AWAY);
}

function asJoinError(error: unknown): JoinError | null {
  if (error instanceof JoinError) return error;
  if (error instanceof QueryCancelled) return joinErrors.queryCancelled();
  return error instanceof DatabaseUnavailable ? joinErrors.databaseUnreachable() : null;
}
