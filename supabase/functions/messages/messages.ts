import { z } from "zod";
import { createHandler } from "../_shared/edge/handler.ts";
import { readAction } from "../_shared/edge/request.ts";
import type { ChannelOptions } from "../notify/message.ts";
import type { MessagesDatabase } from "./database.ts";
import { blockedPorts, type Hosting } from "./hosting.ts";
import { PreviewInput, previewOf } from "./preview.ts";
import { sendTest, TestInput } from "./test-message.ts";

const Input = z.discriminatedUnion("action", [
  z.object({ action: z.literal("preview"), input: PreviewInput }),
  z.object({ action: z.literal("test"), input: TestInput }),
  z.object({ action: z.literal("place") }),
]);

/** What the function needs of the world around it. */
export interface MessagesOptions {
  /** For the one who sent the request. @throws AppError without a session */
  readonly databaseFor: (request: Request) => MessagesDatabase;
  /** Anew for each request: providers are those of one organization. */
  readonly channelOptions: () => ChannelOptions;
  readonly hosting: Hosting;
  readonly log: (line: string) => void;
}

/**
 * For members, with their own rights: `POST /messages/preview` renders what subscribers would read, `POST /messages/test`
 * sends a test message, `POST /messages/place` says what cannot be reached from here.
 */
export function createMessages({ databaseFor, channelOptions, hosting, log }: MessagesOptions) {
  return createHandler({
    methods: ["POST"],
    maxBodyBytes: 200_000,
    input: Input,
    read: readAction,
    handle: async (call, request) => {
      const database = databaseFor(request);
      if (call.action === "place") return { blocked_ports: blockedPorts(hosting) };
      if (call.action === "preview") return previewOf(call.input, database, channelOptions());
      const { isSent, to, answer } = await sendTest(call.input, database, channelOptions(), hosting);
      return { is_sent: isSent, to, answer };
    },
    log,
  });
}
