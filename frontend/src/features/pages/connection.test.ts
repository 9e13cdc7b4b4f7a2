import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { northwind } from "../../../e2e/support/northwind.ts";
import { type ChannelCallbacks, connectPage, type SnapshotAnswer } from "./connection.ts";
import { liveReducer } from "./page-rules.ts";
import { initialLiveState } from "./realtime.ts";

const unchanged: SnapshotAnswer = { snapshot: null, staleSince: null };

function setUp(fetchSnapshot = vi.fn(async (): Promise<SnapshotAnswer> => unchanged)) {
  let state = initialLiveState(northwind({ version: 12 }), null);
  const channels: (ChannelCallbacks & { isLeft: boolean })[] = [];
  const connection = connectPage({
    join: (callbacks) => {
      const channel = { ...callbacks, isLeft: false };
      channels.push(channel);
      return () => {
        channel.isLeft = true;
        channel.onStatus("CLOSED");
      };
    },
    fetchSnapshot,
    getState: () => state,
    dispatch: (event) => {
      state = liveReducer(state, event);
    },
    random: () => 0.5,
    now: () => Date.now(),
  });
  const latest = () => {
    const channel = channels.at(-1);
    if (channel === undefined) throw new Error("no channel was joined");
    return channel;
  };
  return { connection, channels, latest, fetchSnapshot, state: () => state };
}

function gapMessage(version: number) {
  return { version, previous_version: version - 1, generated_at: "2026-11-21T02:26:00Z", changes: null };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("while the socket holds", () => {
  test("joining is followed by one conditional request, then silence", async () => {
    const page = setUp();
    page.latest().onStatus("SUBSCRIBED");
    await vi.advanceTimersByTimeAsync(0);
    expect(page.fetchSnapshot).toHaveBeenCalledTimes(1);
    expect(page.state().link).toBe("live");
    await vi.advanceTimersByTimeAsync(600_000);
    expect(page.fetchSnapshot).toHaveBeenCalledTimes(1);
  });

  test("a gap leads to one request, spread by jitter, however many messages come", async () => {
    const page = setUp();
    page.latest().onStatus("SUBSCRIBED");
    await vi.advanceTimersByTimeAsync(0);
    page.fetchSnapshot.mockResolvedValueOnce({ snapshot: northwind({ version: 16 }), staleSince: null });
    for (const version of [14, 15, 16]) page.latest().onMessage(gapMessage(version));
    await vi.advanceTimersByTimeAsync(2_400);
    expect(page.fetchSnapshot).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(page.fetchSnapshot).toHaveBeenCalledTimes(2);
    expect(page.state().snapshot.version).toBe(16);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(page.fetchSnapshot).toHaveBeenCalledTimes(2);
  });

  test("a payload it does not understand leads to a request", async () => {
    const page = setUp();
    page.latest().onStatus("SUBSCRIBED");
    await vi.advanceTimersByTimeAsync(0);
    page.latest().onMessage({ surprise: true });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(page.fetchSnapshot).toHaveBeenCalledTimes(2);
  });

  test("waking a tab asks once if the page may be old, and not if it was confirmed just now", async () => {
    const page = setUp();
    page.latest().onStatus("SUBSCRIBED");
    await vi.advanceTimersByTimeAsync(5_000);
    page.connection.wake();
    await vi.advanceTimersByTimeAsync(0);
    expect(page.fetchSnapshot).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(20_000);
    page.connection.wake();
    page.connection.wake();
    await vi.advanceTimersByTimeAsync(0);
    expect(page.fetchSnapshot).toHaveBeenCalledTimes(2);
  });
});

describe("while it does not", () => {
  test("the page polls every 30 s and stops when the socket is back", async () => {
    const page = setUp();
    page.latest().onStatus("SUBSCRIBED");
    await vi.advanceTimersByTimeAsync(0);
    page.latest().onStatus("CHANNEL_ERROR");
    expect(page.state().link).toBe("reconnecting");
    await vi.advanceTimersByTimeAsync(2_500);
    expect(page.fetchSnapshot).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(page.fetchSnapshot).toHaveBeenCalledTimes(4);
    page.latest().onStatus("SUBSCRIBED");
    await vi.advanceTimersByTimeAsync(2_500);
    expect(page.fetchSnapshot).toHaveBeenCalledTimes(5);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(page.fetchSnapshot).toHaveBeenCalledTimes(5);
  });

  test("a closed channel is given up at once and tried again after a minute, then two", async () => {
    const page = setUp();
    page.latest().onStatus("CLOSED");
    expect(page.channels[0]?.isLeft).toBe(true);
    await vi.advanceTimersByTimeAsync(59_000);
    expect(page.channels).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(page.channels).toHaveLength(2);
    page.latest().onStatus("CLOSED");
    await vi.advanceTimersByTimeAsync(119_000);
    expect(page.channels).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(page.channels).toHaveLength(3);
  });

  test("a refused join is tried three times, not for ever", async () => {
    const page = setUp();
    for (let attempt = 0; attempt < 3; attempt += 1) page.latest().onStatus("CHANNEL_ERROR");
    expect(page.channels[0]?.isLeft).toBe(true);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(page.channels).toHaveLength(1);
    expect(page.fetchSnapshot.mock.calls.length).toBeGreaterThanOrEqual(1);
  });

  test("a socket that never answers does not keep the page waiting", async () => {
    const page = setUp();
    await vi.advanceTimersByTimeAsync(6_000);
    expect(page.fetchSnapshot).toHaveBeenCalledTimes(1);
    expect(page.state().currentAt).not.toBeNull();
  });

  test("nobody reachable: offline, and back when an answer comes", async () => {
    const page = setUp(vi.fn(async () => Promise.reject(new TypeError("network"))));
    page.latest().onStatus("CHANNEL_ERROR");
    await vi.advanceTimersByTimeAsync(0);
    expect(page.state().offlineSince).not.toBeNull();
    page.fetchSnapshot.mockResolvedValue(unchanged);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(page.state().offlineSince).toBeNull();
  });
});

test("a server that lags behind the socket is asked again soon, not in 30 s", async () => {
  const page = setUp();
  page.fetchSnapshot.mockResolvedValueOnce({ snapshot: null, staleSince: 5 });
  page.latest().onStatus("SUBSCRIBED");
  await vi.advanceTimersByTimeAsync(0);
  expect(page.state().offlineSince).toBe(5);
  await vi.advanceTimersByTimeAsync(3_500);
  expect(page.state().offlineSince).toBeNull();
});

test("closing leaves nothing running", async () => {
  const page = setUp();
  page.latest().onStatus("SUBSCRIBED");
  page.connection.close();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(page.fetchSnapshot).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});
