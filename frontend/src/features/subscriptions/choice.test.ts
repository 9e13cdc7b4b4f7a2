import { describe, expect, test } from "vitest";
import { groupState, isFollowed, toggleComponent, toggleGroup, wholePage } from "./choice.ts";
import type { FollowGroup } from "./subscription-body.ts";

const payments: FollowGroup = {
  id: "payments",
  name: "Payments",
  components: [
    { id: "cards", name: "Cards" },
    { id: "wallets", name: "Wallets" },
  ],
};
const loose: FollowGroup = { id: null, name: null, components: [{ id: "api", name: "API" }] };

describe("what is followed", () => {
  test("a group is followed by its name, so that it brings later components too", () => {
    const choice = toggleGroup(wholePage, payments);
    expect(choice).toEqual({ components: [], groups: ["payments"] });
    expect(groupState(choice, payments)).toBe("all");
    expect(isFollowed(choice, payments, "cards")).toBe(true);
    expect(toggleGroup(choice, payments)).toEqual(wholePage);
  });

  test("one component makes a group half followed", () => {
    const choice = toggleComponent(wholePage, payments, "cards");
    expect(choice).toEqual({ components: ["cards"], groups: [] });
    expect(groupState(choice, payments)).toBe("some");
    expect(toggleComponent(choice, payments, "cards")).toEqual(wholePage);
  });

  test("taken out of a whole group, the others stay", () => {
    const choice = toggleComponent(toggleGroup(wholePage, payments), payments, "cards");
    expect(choice).toEqual({ components: ["wallets"], groups: [] });
  });

  test("components without a group are followed one by one", () => {
    const choice = toggleGroup(wholePage, loose);
    expect(choice).toEqual({ components: ["api"], groups: [] });
    expect(groupState(choice, loose)).toBe("all");
    expect(toggleGroup(choice, loose)).toEqual(wholePage);
  });
});
