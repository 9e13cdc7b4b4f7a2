import { RealtimeClient } from "@supabase/realtime-js";
import type { JoinChannel } from "./connection.ts";

export interface PageChannelOptions {
  /** Origin of the Supabase project. */
  supabaseUrl: string;
  publishableKey: string;
  pageId: string;
}

/** The private topic `page:<id>`: only the database sends on it, and it is readable while the page is. */
export function pageChannel({ supabaseUrl, publishableKey, pageId }: PageChannelOptions): JoinChannel {
  return ({ onStatus, onMessage, onHeartbeat }) => {
    const client = new RealtimeClient(`${supabaseUrl.replace(/^http/, "ws")}/realtime/v1`, {
      params: { apikey: publishableKey },
      heartbeatCallback: (status) => {
        if (status === "ok") onHeartbeat();
      },
    });
    const channel = client
      .channel(`page:${pageId}`, { config: { private: true } })
      .on("broadcast", { event: "changes" }, (message) => onMessage(message.payload))
      .subscribe((status) => onStatus(`${status}`));
    return () => {
      void client.removeChannel(channel);
      void client.disconnect();
    };
  };
}
