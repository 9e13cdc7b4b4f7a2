import { expect, it } from "vitest";
import { recipientsText } from "./recipients.ts";

it.each([
  ["several channels", [4312, 272], "4,584 subscribers are told: 4,312 by e-mail and 272 by SMS."],
  ["one channel", [12, 0], "12 subscribers are told, by e-mail."],
  ["one subscriber", [1], "1 subscriber is told, by e-mail."],
  ["none", [], "Nobody is told: no subscriber follows this."],
])("%s", (_, counts, text) => {
  const channels = ["email", "sms"] as const;
  const rows = channels.flatMap((channel, index) => {
    const recipients = counts[index];
    return recipients === undefined ? [] : [{ channel, recipients }];
  });
  expect(recipientsText(rows)).toBe(text);
});
