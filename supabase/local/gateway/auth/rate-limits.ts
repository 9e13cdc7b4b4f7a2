/** A bucket of `burst` tokens a key, refilled evenly over `windowMs`. Keys that are full again are forgotten. */
export class RateLimit {
  private readonly burst: number;
  private readonly windowMs: number;
  private readonly now: () => number;
  private readonly buckets = new Map<string, { tokens: number; at: number }>();

  constructor(burst: number, windowMs: number, now: () => number = Date.now) {
    this.burst = burst;
    this.windowMs = windowMs;
    this.now = now;
  }

  /** Takes one token. @returns false when there is none */
  take(key: string): boolean {
    const at = this.now();
    const bucket = this.buckets.get(key) ?? { tokens: this.burst, at };
    const tokens = Math.min(this.burst, bucket.tokens + ((at - bucket.at) * this.burst) / this.windowMs);
    if (this.buckets.size > 10_000) this.forgetFull(at);
    this.buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, at });
    return tokens >= 1;
  }

  private forgetFull(at: number): void {
    for (const [key, bucket] of this.buckets) if (at - bucket.at >= this.windowMs) this.buckets.delete(key);
  }
}
