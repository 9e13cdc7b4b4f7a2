import type { RealtimeChannel } from "@supabase/supabase-js";
import type { QueryClient } from "@tanstack/react-query";
import { CacheWriter } from "./cache-writer.ts";
import { toAppError, unwrap } from "./errors.ts";
import { organizationKey } from "./keys.ts";
import { type Here, readPresence } from "./presence.ts";
import { type OrganizationEvent, parseOrganizationEvent, type RealtimeReducer } from "./realtime-events.ts";
import type { Supabase } from "./supabase.ts";

const pollEveryMs = 30_000;
const watchEveryMs = 45_000;
const retryFirstMs = 1_000;
const retryMaxMs = 30_000;
const trackDelayMs = 300;

export interface LiveState {
  link: "connecting" | "live" | "lost";
  /** When the server last said anything, ms since the epoch; null before the first word. */
  updatedAt: number | null;
  /** Since when not even polling works, ms since the epoch. */
  offlineSince: number | null;
  /** Members with this organization open, one entry a person. */
  here: readonly Here[];
}

export interface OrganizationLinkOptions {
  supabase: Supabase;
  queryClient: QueryClient;
  organizationId: string;
  userId: string;
  /** One per feature. */
  reducers: readonly RealtimeReducer[];
  /** Told of every event after the cache is changed: for announcing. */
  onEvent?: (event: OrganizationEvent) => void;
  /** The caller is no longer a member. */
  onRemoved: () => void;
}

/**
 * Holds an open dashboard current: joins the organization's private topic, turns its messages into cache changes, and
 * polls while there is no socket. The topic's name carries an epoch that rises whenever somebody loses rights, so every
 * join asks for the current name first. The only place that writes to the query cache because of Realtime.
 */
export class OrganizationLink {
  readonly #options: OrganizationLinkOptions;
  readonly #writer: CacheWriter;
  readonly #listeners = new Set<() => void>();
  #state: LiveState = { link: "connecting", updatedAt: null, offlineSince: null, here: [] };
  #channel: RealtimeChannel | null = null;
  #attempt = 0;
  #isClosed = false;
  #watchers = 0;
  #where = { where: "", path: "" };
  #joinTimer: ReturnType<typeof setTimeout> | undefined;
  #trackTimer: ReturnType<typeof setTimeout> | undefined;
  #pollTimer: ReturnType<typeof setInterval> | undefined;
  #watchTimer: ReturnType<typeof setInterval> | undefined;

  constructor(options: OrganizationLinkOptions) {
    this.#options = options;
    this.#writer = new CacheWriter(options.queryClient);
  }

  getState = (): LiveState => this.#state;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  open(): void {
    this.#isClosed = false;
    void this.#join();
    this.#pollTimer = setInterval(() => void this.#poll(), pollEveryMs);
    this.#watchTimer = setInterval(() => this.#watch(), watchEveryMs);
    this.#options.supabase.realtime.onHeartbeat((status) => {
      if (status === "ok" && this.#state.link === "live") this.#heard();
    });
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#joinTimer);
    clearTimeout(this.#trackTimer);
    clearInterval(this.#pollTimer);
    clearInterval(this.#watchTimer);
    this.#writer.close();
    this.#leave();
  }

  /** The tab is looked at again, or the device is back online. */
  wake(): void {
    if (this.#state.link === "live") return;
    this.#attempt = 0;
    void this.#poll();
    this.#scheduleJoin(0);
  }

  /** While at least one caller holds this, new check results are announced. Returns how to stop. */
  watchResults(): () => void {
    this.#watchers += 1;
    this.#watch();
    return () => {
      this.#watchers -= 1;
    };
  }

  /** Tells team mates where this person is: "on Storefront". */
  setWhere(where: string, path: string): void {
    this.#where = { where, path };
    clearTimeout(this.#trackTimer);
    this.#trackTimer = setTimeout(() => this.#track(), trackDelayMs);
  }

  async #join(): Promise<void> {
    const { supabase, organizationId, userId } = this.#options;
    this.#leave();
    let topic: string;
    try {
      topic = unwrap(await supabase.rpc("organization_topic", { organization_id: organizationId }));
    } catch (error) {
      if (this.#isClosed) return;
      if (toAppError(error).kind === "forbidden") this.#options.onRemoved();
      else this.#lost();
      return;
    }
    if (this.#isClosed || this.#channel !== null) return;
    const channel = supabase.channel(topic, { config: { private: true, presence: { key: userId } } });
    this.#channel = channel;
    const isCurrent = () => this.#channel === channel && !this.#isClosed;
    channel
      .on("broadcast", { event: "*" }, ({ event, payload }) => isCurrent() && this.#onMessage(event, payload))
      .on("presence", { event: "sync" }, () => isCurrent() && this.#onPresence(channel))
      .subscribe((status) => {
        if (!isCurrent()) return;
        if (`${status}` === "SUBSCRIBED") this.#joined();
        else this.#lost();
      });
  }

  #joined(): void {
    this.#attempt = 0;
    // What changed while nobody listened was not heard, between the first screen and the first join as well.
    this.#invalidateAll();
    this.#set({ link: "live", updatedAt: Date.now(), offlineSince: null });
    this.#track();
    this.#watch();
  }

  #lost(): void {
    this.#leave();
    this.#set({ link: "lost", here: [] });
    const waitMs = Math.min(retryMaxMs, retryFirstMs * 2 ** this.#attempt);
    this.#attempt += 1;
    this.#scheduleJoin(waitMs * (0.75 + Math.random() / 2));
  }

  #scheduleJoin(delayMs: number): void {
    clearTimeout(this.#joinTimer);
    if (!this.#isClosed) this.#joinTimer = setTimeout(() => void this.#join(), delayMs);
  }

  #leave(): void {
    const channel = this.#channel;
    this.#channel = null;
    if (channel !== null) void this.#options.supabase.removeChannel(channel);
  }

  #onMessage(event: string, payload: unknown): void {
    this.#heard();
    // Rights changed: the topic has a new name. A little apart, so that a big team does not ask all at once.
    if (event === "rejoin") {
      this.#scheduleJoin(Math.random() * 500);
      return;
    }
    const parsed = parseOrganizationEvent(event, payload);
    if (parsed === null) return;
    const { organizationId, reducers } = this.#options;
    for (const reduce of reducers) this.#writer.write(reduce(parsed, organizationId));
    this.#options.onEvent?.(parsed);
  }

  #onPresence(channel: RealtimeChannel): void {
    this.#set({ here: readPresence(channel.presenceState()) });
  }

  #track(): void {
    if (this.#state.link !== "live" || this.#where.path === "") return;
    void this.#channel?.track({ user_id: this.#options.userId, ...this.#where });
  }

  #watch(): void {
    const isWanted = this.#watchers > 0 && this.#state.link === "live" && document.visibilityState === "visible";
    if (!isWanted) return;
    const { supabase, organizationId } = this.#options;
    // Without an answer there is only less to hear; the next round asks again.
    void supabase.rpc("watch_results", { organization_id: organizationId }).then();
  }

  async #poll(): Promise<void> {
    if (this.#state.link === "live" || this.#isClosed) return;
    const { queryClient, organizationId } = this.#options;
    const queryKey = organizationKey(organizationId);
    await queryClient.refetchQueries({ queryKey, type: "active" });
    const queries = queryClient.getQueryCache().findAll({ queryKey, type: "active" });
    const isReached = queries.some(({ state }) => state.status === "success" && !state.fetchFailureCount);
    if (isReached) this.#heard();
    else this.#set({ offlineSince: this.#state.offlineSince ?? this.#state.updatedAt ?? Date.now() });
  }

  #invalidateAll(): void {
    void this.#options.queryClient.invalidateQueries({ queryKey: organizationKey(this.#options.organizationId) });
  }

  #heard(): void {
    this.#set({ updatedAt: Date.now(), offlineSince: null });
  }

  #set(change: Partial<LiveState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
