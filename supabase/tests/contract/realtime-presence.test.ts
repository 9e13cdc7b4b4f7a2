import { expect, test } from "vitest";
import { client, eventually, listen, messagesPolicy, rawSocket, subscribe, unique } from "./realtime-support.ts";

interface PresenceEvent {
  kind: "sync" | "join" | "leave";
  key?: string;
}

async function present(topic: string, key: string, options: { isPrivate?: boolean } = {}) {
  const listening = listen(client(), topic, { presence: { key }, private: options.isPrivate ?? false });
  const events: PresenceEvent[] = [];
  const { channel } = listening;
  channel
    .on("presence", { event: "sync" }, () => events.push({ kind: "sync" }))
    .on("presence", { event: "join" }, (event) => events.push({ kind: "join", key: event.key }))
    .on("presence", { event: "leave" }, (event) => events.push({ kind: "leave", key: event.key }));
  expect((await subscribe(channel)).status).toBe("SUBSCRIBED");
  return { channel, events };
}

test("an empty room syncs; a member who tracks is seen by all, and gone when it leaves", async () => {
  const topic = unique("room");
  const anna = await present(topic, "anna");
  await eventually(() => expect(anna.events).toEqual([{ kind: "sync" }]));
  const berta = await present(topic, "berta");
  expect(await berta.channel.track({ name: "Berta" })).toBe("ok");
  await eventually(() => expect(anna.channel.presenceState()).toMatchObject({ berta: [{ name: "Berta" }] }));
  await eventually(() => expect(berta.channel.presenceState()).toMatchObject({ berta: [{ name: "Berta" }] }));
  await berta.channel.unsubscribe();
  await eventually(() => expect(anna.channel.presenceState()).toEqual({}));
  expect(anna.events).toContainEqual({ kind: "join", key: "berta" });
  expect(anna.events).toContainEqual({ kind: "leave", key: "berta" });
});

test("who joins later gets the state; an update replaces the payload", async () => {
  const topic = unique("room");
  const anna = await present(topic, "anna");
  expect(await anna.channel.track({ step: 1 })).toBe("ok");
  const berta = await present(topic, "berta");
  await eventually(() => expect(berta.channel.presenceState()).toMatchObject({ anna: [{ step: 1 }] }));
  expect(await anna.channel.track({ step: 2 })).toBe("ok");
  await eventually(() => expect(berta.channel.presenceState()).toMatchObject({ anna: [{ step: 2 }] }));
  expect(berta.channel.presenceState().anna).toHaveLength(1);
  expect(await anna.channel.untrack()).toBe("ok");
  await eventually(() => expect(berta.channel.presenceState()).toEqual({}));
});

test("several channels may share a key", async () => {
  const topic = unique("room");
  const first = await present(topic, "anna");
  const second = await present(topic, "anna");
  await first.channel.track({ tab: 1 });
  await second.channel.track({ tab: 2 });
  await eventually(() => expect(first.channel.presenceState().anna).toHaveLength(2));
  await second.channel.unsubscribe();
  await eventually(() => expect(first.channel.presenceState()).toMatchObject({ anna: [{ tab: 1 }] }));
});

test("a private topic needs insert for track and select to see the others", async () => {
  const topic = unique("team");
  await messagesPolicy(`for select to anon using (realtime.topic() = '${topic}')`);
  const reader = await present(topic, "reader", { isPrivate: true });
  expect(await reader.channel.track({})).toBe("error");
  await messagesPolicy(`for insert to anon with check (realtime.topic() = '${topic}' and extension = 'presence')`);
  const writer = await present(topic, "writer", { isPrivate: true });
  expect(await writer.channel.track({ at: "desk" })).toBe("ok");
  await eventually(() => expect(reader.channel.presenceState()).toMatchObject({ writer: [{ at: "desk" }] }));
});

test("wire form: state after the join, diff with both members, same payload is no diff, a payload must be a map", async () => {
  const topic = `realtime:${unique("room")}`;
  const { frames, send } = await rawSocket("&vsn=2.0.0");
  const track = (ref: string, payload: unknown) =>
    send(["1", ref, topic, "presence", { type: "presence", event: "TRACK", payload }]);
  send(["1", "1", topic, "phx_join", { config: { presence: { key: "k", enabled: true } } }]);
  track("2", { a: 1 });
  track("3", { a: 1 });
  track("4", { a: 2 });
  track("5", "text");
  await eventually(() => expect(frames).toHaveLength(8));
  const ok = { status: "ok", response: {} };
  const ref = expect.any(String);
  const [, state, , joinDiff, , , updateDiff] = frames;
  expect(state).toEqual(["1", null, topic, "presence_state", {}]);
  const joins = { k: { metas: [{ a: 1, phx_ref: ref }] } };
  expect(joinDiff).toEqual([null, null, topic, "presence_diff", { joins, leaves: {} }]);
  const update = { joins: { k: { metas: [{ a: 2, phx_ref: ref, phx_ref_prev: ref }] } }, leaves: joins };
  expect(updateDiff).toEqual([null, null, topic, "presence_diff", update]);
  expect(frames[4]).toEqual(["1", "3", topic, "phx_reply", ok]);
  const reason = "Presence track payload must be a map";
  expect(frames[7]).toEqual(["1", "5", topic, "phx_reply", { status: "error", response: { reason } }]);
});
