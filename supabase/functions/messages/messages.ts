import { z } from "zod";
import { createHandler } from "../_shared/edge/handler.ts";
import { fieldsOf } from "../_shared/edge/request.ts";
import type { ChannelOptions } from "../notify/message.ts";
import type { Desk } from "./desk.ts";
import { blockedPorts, type Place } from "./place.ts";
import { PreviewInput, previewOf } from "./preview.ts";
import { sendTest, TestInput } from "./test-message.ts";

const Input = z.discriminatedUnion("action", [
  z.object({ action: z.literal("preview"), input: PreviewInput }),
  z.object({ action: z.literal("test"), input: TestInput }),
  z.object({ action: z.literal("place") }),
]);

export interface MessagesOptions {
  /** For the one who sent the request. @throws AppError without a session */
  readonly deskOf: (request: Request) => Desk;
  /** Anew for each request: providers are those of one organization. */
  readonly channelOptions: () => ChannelOptions;
  readonly place: Place;
  readonly log: (line: string) => void;
}

/**
 * For members, with their own rights: `POST /messages/preview` renders what subscribers would read, `POST /messages/test`
 * sends a test message, `POST /messages/place` says what cannot be reached from here.
 */
export function createMessages({ deskOf, channelOptions, place, log }: MessagesOptions) {
  return createHandler({
    methods: ["POST"],
    maxBodyBytes: 200_000,
    input: Input,
    read: (request, body) => ({
      action: new URL(request.url).pathname.split("/").at(-1),
      input: fieldsOf(request, body),
    }),
    handle: async (call, request) => {
      const desk = deskOf(request);
      if (call.action === "place") return { blocked_ports: blockedPorts(place) };
      if (call.action === "preview") return previewOf(call.input, desk, channelOptions());
      const { isSent, to, answer } = await sendTest(call.input, desk, channelOptions(), place);
      return { is_sent: isSent, to, answer };
    },
    log,
  });
}
