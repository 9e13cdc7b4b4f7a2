/** Why a join is refused; the reply's `reason` is `<code>: <message>`. Texts are the real server's. */
export class JoinError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }

  get reason(): string {
    return `${this.code}: ${this.message}`;
  }
}

export const UNKNOWN_ERROR_REASON = "Unknown Error on Channel";
export const DATABASE_UNREACHABLE = "Realtime was unable to connect to the project database";

export const joinErrors = {
  unauthorized: (topic: string) =>
    new JoinError("Unauthorized", `You do not have permissions to read from this Channel topic: ${topic}`),
  topicRequired: () => new JoinError("TopicNameRequired", "You must provide a topic name"),
  privateOnly: () => new JoinError("PrivateOnly", "This project only allows private channels"),
  tooManyChannels: () => new JoinError("ChannelRateLimitReached", "Too many channels"),
  tooManyConnections: () => new JoinError("ConnectionRateLimitReached", "Too many connected users"),
  tooManyJoins: () => new JoinError("ClientJoinRateLimitReached", "Too many joins per second"),
  replayOnPublic: () => new JoinError("UnableToReplayMessages", "Replay is not allowed for public channels"),
  replayParams: () => new JoinError("UnableToReplayMessages", "Replay params are not valid"),
  replayFailed: () => new JoinError("UnableToReplayMessages", "Realtime was unable to replay messages"),
  missingPartition: () =>
    new JoinError("MissingPartition", "Realtime was unable to find the expected messages partition"),
  databaseUnreachable: () => new JoinError("UnableToConnectToProject", DATABASE_UNREACHABLE),
  queryCancelled: () => new JoinError("UnableToConnectToProject", "Query was cancelled, please try again"),
  changesTimeout: (ms: number) =>
    new JoinError(
      "PostgresChangesSubscribeTimeout",
      `Timed out after ${ms}ms waiting for the postgres_changes subscription`,
    ),
  changesRefused: (reason: string) => new JoinError("RealtimeDisabledForConfiguration", reason),
} as const;
