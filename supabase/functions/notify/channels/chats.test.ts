import { afterEach, describe, expect, it } from "vitest";
import { type Receiver, type Reply, startReceiver } from "../../../local/doubles/receiver.ts";
import { contentOf, deliveryOf, optionsOf } from "../fixtures.ts";
import type { Channel, ChannelOptions, Delivery } from "../message.ts";
import { createDiscord } from "./discord.ts";
import { createSlack } from "./slack.ts";
import { createTeams } from "./teams.ts";

const signal = AbortSignal.timeout(60_000);
let receiver: Receiver | undefined;
afterEach(async () => receiver?.close());

async function send(
  create: (options: ChannelOptions) => Channel,
  channel: Delivery["channel"],
  reply: Reply = {},
  content = contentOf(),
) {
  receiver = await startReceiver(() => reply);
  const delivery = deliveryOf({ channel, address: `${receiver.url}/hook`, confirmationToken: "c".repeat(64) });
  const outcome = await create(optionsOf()).send(delivery, content, signal);
  const [request] = receiver.received;
  return { outcome, request, body: JSON.parse(request?.body ?? "") };
}

const asked = contentOf({ topic: "subscription.confirm", title: "Northwind Payments", thread_id: "" });
const hostile = contentOf({
  title: "<!channel> @everyone\r\n**bold**",
  body: "[click](https://evil.example) <b>@here</b>",
});
const confirmLink = `https://status.example/status/northwind/subscription#confirm=${"c".repeat(64)}`;

/**
 * Answers as the maker documents them: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 * ("Handling errors") and https://docs.slack.dev/reference/block-kit/blocks.
 */
describe("Slack", () => {
  it("shows title, words, facts and components in blocks", async () => {
    const { outcome, body } = await send(createSlack, "slack", { body: "ok" });
    expect(outcome).toEqual({ outcome: "sent" });
    expect(body.text).toBe("Monitoring: Elevated card declines");
    expect(body.blocks.map(({ type }: { type: string }) => type)).toEqual([
      "header",
      "section",
      "section",
      "section",
      "context",
    ]);
    expect(body.blocks[2].text.text).toContain("*Cards*: Partial outage → Degraded");
    expect(body.blocks[3].text.text).toBe("<https://status.example/status/northwind/incidents/t|Open incident page>");
  });

  it("asks for confirmation by a link", async () => {
    const { body } = await send(createSlack, "slack", {}, asked);
    expect(body.blocks.at(-1).text.text).toBe(`<${confirmLink}|Confirm subscription>`);
  });

  it("what people write mentions nobody", async () => {
    const { body } = await send(createSlack, "slack", {}, hostile);
    expect(body.text).toBe("Monitoring: &lt;!channel&gt; @everyone **bold**");
    expect(body.blocks[1].text).toMatchObject({ type: "plain_text" });
  });

  it.each([
    [404, "no_service", { outcome: "dead", endsSubscription: true }],
    [410, "channel_is_archived", { outcome: "dead", endsSubscription: true }],
    [403, "invalid_token", { outcome: "dead", endsSubscription: true }],
    [400, "invalid_payload", { outcome: "dead" }],
    [403, "action_prohibited", { outcome: "retry" }],
    [500, "rollup_error", { outcome: "retry" }],
  ])("an answer %i %s", async (status, body, outcome) => {
    expect((await send(createSlack, "slack", { status, body })).outcome).toMatchObject(outcome);
  });
});

/**
 * https://discord.com/developers/docs/resources/webhook#execute-webhook,
 * https://discord.com/developers/docs/topics/opcodes-and-status-codes#json and …/topics/rate-limits.
 */
describe("Discord", () => {
  it("shows one embed and waits for the message it became", async () => {
    const { outcome, request, body } = await send(createDiscord, "discord", { body: '{"id": "1420070400000"}' });
    expect(outcome).toEqual({ outcome: "sent", providerId: "1420070400000" });
    expect(request?.path).toBe("/hook?wait=true");
    expect(body).toMatchObject({
      embeds: [{ title: "Monitoring: Elevated card declines", url: expect.stringContaining("/incidents/t") }],
      allowed_mentions: { parse: [] },
    });
    expect(body.embeds[0].fields).toContainEqual({ name: "Wallets", value: "Degraded → Operational", inline: true });
  });

  it("asks for confirmation by a link", async () => {
    const { body } = await send(createDiscord, "discord", {}, asked);
    expect(body.embeds[0].description).toContain(`[Confirm subscription](${confirmLink})`);
  });

  it("what people write is text, and a long message is cut to what Discord takes", async () => {
    const { body } = await send(createDiscord, "discord", {}, { ...hostile, body: `# x ${"y".repeat(9000)}` });
    const [embed] = body.embeds;
    expect(embed.description.length).toBeLessThanOrEqual(4096);
    expect(JSON.stringify(embed).length).toBeLessThanOrEqual(6000);
  });

  it.each([
    [404, '{"message": "Unknown Webhook", "code": 10015}', { outcome: "dead", endsSubscription: true }],
    [401, '{"message": "Invalid Webhook Token", "code": 50027}', { outcome: "dead", endsSubscription: true }],
    [400, '{"message": "Invalid Form Body", "code": 50035}', { outcome: "dead" }],
    [
      429,
      '{"message": "You are being rate limited.", "retry_after": 64.57, "global": false}',
      { outcome: "retry", retryAfterSeconds: 64.57 },
    ],
    [502, "<html>", { outcome: "retry" }],
  ])("an answer %i %s", async (status, body, outcome) => {
    expect((await send(createDiscord, "discord", { status, body })).outcome).toMatchObject(outcome);
  });
});

/**
 * https://support.microsoft.com/office/create-incoming-webhooks-with-workflows-for-microsoft-teams-8ae491c7-0394-4861-ba59-055e33f75498
 * and https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using ("Send Adaptive
 * Cards using an Incoming Webhook"; a message has at most 28 kB).
 */
describe("Microsoft Teams", () => {
  it("shows an Adaptive Card", async () => {
    const { outcome, body } = await send(createTeams, "teams", { status: 202 });
    expect(outcome).toEqual({ outcome: "sent" });
    const [{ contentType, content }] = body.attachments;
    expect(contentType).toBe("application/vnd.microsoft.card.adaptive");
    expect(content).toMatchObject({ type: "AdaptiveCard", version: "1.4" });
    expect(content.body.at(-1)).toMatchObject({ type: "FactSet" });
    expect(content.actions.map(({ title }: { title: string }) => title)).toEqual([
      "Open incident page",
      "Change what is posted here",
    ]);
  });

  it("asks for confirmation by a button", async () => {
    const { body } = await send(createTeams, "teams", {}, asked);
    expect(body.attachments[0].content.actions).toEqual([
      { type: "Action.OpenUrl", title: "Confirm subscription", url: confirmLink },
    ]);
  });

  it("a long text is cut to what Teams takes", async () => {
    const { request } = await send(createTeams, "teams", {}, contentOf({ body: "word ".repeat(4_000) }));
    expect(request?.body.length).toBeLessThanOrEqual(28_000);
  });

  it.each([
    [404, '{"error": {"code": "WorkflowNotFound"}}', { outcome: "dead", endsSubscription: true }],
    [400, "{}", { outcome: "dead" }],
    [429, "", { outcome: "retry" }],
  ])("an answer %i %s", async (status, body, outcome) => {
    expect((await send(createTeams, "teams", { status, body })).outcome).toMatchObject(outcome);
  });
});
