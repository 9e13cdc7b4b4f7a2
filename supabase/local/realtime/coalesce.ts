/**
 * Merges identical work. While a run for a key is under way, later callers wait for ONE further run that starts after
 * they asked, so no caller ever gets an answer older than its own question: a policy changed before a join is honoured
 * by that join, and 2,000 joins at once still cost a handful of transactions.
 */
export class Coalescer<T> {
  private readonly running = new Map<string, Promise<T>>();
  private readonly waiting = new Map<string, Promise<T>>();

  run(key: string, work: () => Promise<T>): Promise<T> {
    const waiting = this.waiting.get(key);
    if (waiting) return waiting;
    const running = this.running.get(key);
    if (!running) return this.start(key, work);
    const next = running.then(
      () => this.startWaiting(key, work),
      () => this.startWaiting(key, work),
    );
    this.waiting.set(key, next);
    return next;
  }

  private startWaiting(key: string, work: () => Promise<T>): Promise<T> {
    this.waiting.delete(key);
    return this.start(key, work);
  }

  private start(key: string, work: () => Promise<T>): Promise<T> {
    const run = work().finally(() => {
      if (this.running.get(key) === run) this.running.delete(key);
    });
    this.running.set(key, run);
    return run;
  }
}
