/** Limits of one project (`realtime` quotas of hosted Supabase). Rates are averages over 60 s. */
export interface Limits {
  maxConnections: number;
  maxEventsPerSecond: number;
  maxJoinsPerSecond: number;
  maxChannelsPerSocket: number;
  maxPayloadBytes: number;
  maxPresenceEventsPerSecond: number;
  maxPresenceCallsPerChannel: number;
  presenceCallsWindowMs: number;
  maxChangeBytes: number;
  maxFrameBytes: number;
}

const common = {
  maxChannelsPerSocket: 100,
  presenceCallsWindowMs: 30_000,
  maxChangeBytes: 1024 * 1024,
  maxFrameBytes: 5_000_000,
} as const;

/** The real server allows 500 bytes of envelope on top of the payload quota. */
const ENVELOPE_BYTES = 500;

/** `local` does not get in the way of development; the hosted presets are the plans' quotas. */
export const limitPresets = {
  local: {
    ...common,
    maxConnections: 20_000,
    maxEventsPerSecond: 1_000_000,
    maxJoinsPerSecond: 20_000,
    maxPayloadBytes: 3_000_000 + ENVELOPE_BYTES,
    maxPresenceEventsPerSecond: 1_000,
    maxPresenceCallsPerChannel: 300,
  },
  "hosted-free": {
    ...common,
    maxConnections: 200,
    maxEventsPerSecond: 100,
    maxJoinsPerSecond: 100,
    maxPayloadBytes: 256_000 + ENVELOPE_BYTES,
    maxPresenceEventsPerSecond: 20,
    maxPresenceCallsPerChannel: 5,
  },
  "hosted-pro": {
    ...common,
    maxConnections: 500,
    maxEventsPerSecond: 500,
    maxJoinsPerSecond: 500,
    maxPayloadBytes: 3_000_000 + ENVELOPE_BYTES,
    maxPresenceEventsPerSecond: 50,
    maxPresenceCallsPerChannel: 5,
  },
} as const satisfies Record<string, Limits>;

const WINDOW_SECONDS = 60;

/** Events per second averaged over the last 60 s, in one-second buckets. */
export class RateMeter {
  private readonly buckets = new Float64Array(WINDOW_SECONDS);
  private readonly now: () => number;
  private second: number;
  private sum = 0;

  constructor(now: () => number = Date.now) {
    this.now = now;
    this.second = Math.floor(now() / 1000);
  }

  add(amount = 1): void {
    this.advance();
    const index = this.second % WINDOW_SECONDS;
    this.buckets[index] = (this.buckets[index] ?? 0) + amount;
    this.sum += amount;
  }

  perSecond(): number {
    this.advance();
    return this.sum / WINDOW_SECONDS;
  }

  private advance(): void {
    const current = Math.floor(this.now() / 1000);
    const steps = Math.min(current - this.second, WINDOW_SECONDS);
    for (let step = 1; step <= steps; step += 1) {
      const index = (this.second + step) % WINDOW_SECONDS;
      this.sum -= this.buckets[index] ?? 0;
      this.buckets[index] = 0;
    }
    this.second = Math.max(this.second, current);
  }
}

/** At most `limit` calls in any window of `windowMs`, for one channel. */
export class CallWindow {
  private readonly limit: number;
  private readonly windowMs: number;
  private readonly now: () => number;
  private calls: number[] = [];

  constructor(limit: number, windowMs: number, now: () => number = Date.now) {
    this.limit = limit;
    this.windowMs = windowMs;
    this.now = now;
  }

  /** Counts one call; false when it is one too many. */
  take(): boolean {
    const now = this.now();
    this.calls = this.calls.filter((at) => at > now - this.windowMs);
    if (this.calls.length >= this.limit) return false;
    this.calls.push(now);
    return true;
  }
}
