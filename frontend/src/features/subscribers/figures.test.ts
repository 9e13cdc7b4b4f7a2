import { describe, expect, it } from "vitest";
import { channelsOf, figuresText, type SubscriberCount, undeliveredTo } from "./figures.ts";

const counts: SubscriberCount[] = [
  { channel: "sms", state: "confirmed", subscribers: 4, failing: 0 },
  { channel: "email", state: "confirmed", subscribers: 1200, failing: 3 },
  { channel: "email", state: "bounced", subscribers: 2, failing: 2 },
];

describe("figures of subscribers", () => {
  it("count states over all channels, and leave out those nobody is in", () => {
    expect(figuresText(counts)).toBe("1,204 confirmed, 2 bounced");
    expect(figuresText([])).toBe("0 confirmed");
  });

  it("name each channel in use once", () => {
    expect(channelsOf(counts)).toEqual(["email", "sms"]);
  });

  it("say how many missed a message", () => {
    expect(undeliveredTo(counts)).toBe(5);
  });
});
