/** Has each thing fetched once, however many need it at the same time: they wait for one answer. What failed is fetched anew. */
export class Once<Id> {
  readonly #fetched = new Map<Id, Promise<void>>();

  /** Resolves when all of these are there. @param fetch gets those that nobody has asked for yet */
  async need(ids: readonly Id[], fetch: (missing: readonly Id[]) => Promise<void>): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !this.#fetched.has(id));
    if (missing.length > 0) {
      const fetching = fetch(missing).catch((error: unknown) => {
        for (const id of missing) this.#fetched.delete(id);
        throw error;
      });
      for (const id of missing) this.#fetched.set(id, fetching);
    }
    await Promise.all(new Set(ids.map((id) => this.#fetched.get(id))));
  }
}
