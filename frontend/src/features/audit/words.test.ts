import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { actionText, actorOf, differences, subjectOf } from "./words.ts";

test.each([
  ["components.insert", "Component created"],
  ["accounts.sign_in", "Account signed in"],
  ["accounts.lock", "Account locked after wrong passwords"],
  ["probes.rotate_key", "Probe got a new key"],
  ["instance.set_mode", "Instance mode chosen"],
  ["new_things.do_it", "new things do it"],
])("%s reads %s", (action, words) => {
  expect(actionText(action)).toBe(words);
});

test("changes with a name of their own are called by it", () => {
  expect(actionText("organizations.update", { deleted_at: "2026-11-22T00:00:00Z" })).toBe("Organization deleted");
  expect(actionText("organizations.update", { deleted_at: null })).toBe("Organization restored");
  expect(actionText("organizations.update", { requires_mfa: true })).toBe("Organization requires a second factor");
  expect(actionText("organizations.update", { name: "New" })).toBe("Organization changed");
});

test("every action that the database records has words", () => {
  const actions = recordedActions(readFileSync(new URL("../../../../supabase/schema.sql", import.meta.url), "utf8"));
  expect(actions).toEqual(
    expect.arrayContaining([
      "components.insert",
      "accounts.lock",
      "second_factors.lock_codes",
      "instance_admins.grant",
      "instance.set_mode",
    ]),
  );
  const plain = (text: string) => text.replaceAll("_", " ");
  const wordless = actions.filter((action) => {
    const [object = "", verb = ""] = action.split(".");
    const words = actionText(action);
    return words.startsWith(plain(object)) || words.endsWith(` ${plain(verb)}`);
  });
  expect(wordless).toEqual([]);
});

/** What triggers record of rows, and what functions name as they record. */
function recordedActions(sql: string): string[] {
  const triggers = sql.matchAll(/^CREATE TRIGGER \S+ AFTER (.+?) ON \w+\.(\w+) .*private\.tg_audit\(/gm);
  const ofRows = [...triggers].flatMap(([, events = "", table]) =>
    [...events.matchAll(/INSERT|UPDATE|DELETE/g)].map(([event]) => `${table}.${event.toLowerCase()}`),
  );
  const calls = sql.matchAll(
    /(?:(?:perform|select) private\.record_(?:act|event|of_person)|private\.count_attempt)\(([^;]*);/g,
  );
  const named = [...calls].flatMap(([, call = ""]) =>
    [...call.matchAll(/'([a-z_]+\.[a-z_]+)'/g)].map(([, name]) => name ?? ""),
  );
  return [...new Set([...ofRows, ...named])];
}

test("an object is called what it is called now, else what it was", () => {
  expect(subjectOf({ name: "Old" }, { name: "New" })).toBe("New");
  expect(subjectOf({ title: "Gone" }, null)).toBe("Gone");
  expect(subjectOf(null, { position: 1 })).toBeNull();
});

test("only what differs is shown, with a side that is missing told from one that is empty", () => {
  expect(differences({ name: "A", tags: [1], same: true }, { name: "B", same: true, note: null })).toEqual([
    { field: "name", before: "A", after: "B" },
    { field: "tags", before: "[1]", after: undefined },
    { field: "note", before: undefined, after: "null" },
  ]);
});

test.each([
  ["authenticated", "Mara", "mara@example.com", "7", "Mara"],
  ["authenticated", "", "mara@example.com", "7", "mara@example.com"],
  ["authenticated", null, null, "7", "A deleted account"],
  ["api_key", "Deploy", null, null, "API key Deploy"],
  ["service_role", null, null, null, "Heliograph"],
  ["supabase_auth_admin", null, null, null, "Heliograph"],
  ["pg_cron", null, null, null, "Heliograph"],
  ["anon", null, null, null, "A visitor"],
  ["postgres", null, null, null, "SQL (postgres)"],
  ["supabase_admin", null, null, null, "SQL (supabase_admin)"],
])("who acts as %s (%j, %j, %j) is %s", (actor_role, actor_name, actor_email, actor_id, words) => {
  expect(actorOf({ actor_role, actor_name, actor_email, actor_id })).toBe(words);
});
