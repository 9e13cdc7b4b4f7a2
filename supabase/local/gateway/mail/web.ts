import { createHash } from "node:crypto";
import { escapeHtml } from "../html.ts";
import { json } from "../responses.ts";
import type { Mailbox, Message } from "./mailbox.ts";

/** Mails hold links that sign people in: nothing of them is kept, or told to the pages they lead to. */
const pageHeaders = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** The mail catcher at `/mail`: a page for people, and for programs the part of Mailpit's API that tests use. */
export async function mailResponse(request: Request, mailbox: Mailbox): Promise<Response> {
  const url = new URL(request.url);
  const path = url.pathname.slice("/mail".length).replace(/\/$/, "");
  const api = /^\/api\/v1\/(messages|search|message)(?:\/([^/]+))?$/.exec(path);
  if (api !== null) return apiResponse(request, url, mailbox, api[1], api[2]);
  const opened = /^\/message\/([^/]+)(\/html)?$/.exec(path);
  if (opened !== null) {
    const message = mailbox.find(opened[1] ?? "");
    if (message === undefined) return page("Not found", "<p>This mail is no longer kept.</p>", { status: 404 });
    return opened[2] === undefined ? page(message.subject, openedMail(message)) : rawHtml(message);
  }
  if (path !== "") return page("Not found", "<p>There is nothing here.</p>", { status: 404 });
  const query = url.searchParams.get("query") ?? "";
  return page("Mail catcher", list(mailbox.list(query), query), { script: follow });
}

async function apiResponse(
  request: Request,
  url: URL,
  mailbox: Mailbox,
  kind: string | undefined,
  id: string | undefined,
): Promise<Response> {
  if (kind === "message") {
    const message = mailbox.find(id ?? "");
    return message === undefined
      ? json({ error: "message not found" }, 404)
      : json({ ...summary(message), Text: message.text, HTML: message.html });
  }
  if (request.method === "DELETE") {
    await mailbox.clear();
    return new Response("ok", { headers: { "content-type": "text/plain" } });
  }
  const messages = mailbox.list(kind === "search" ? (url.searchParams.get("query") ?? "") : "");
  const start = Number(url.searchParams.get("start")) || 0;
  const limit = Number(url.searchParams.get("limit")) || 50;
  return json({
    total: messages.length,
    count: messages.slice(start, start + limit).length,
    start,
    messages: messages.slice(start, start + limit).map(summary),
  });
}

function summary(message: Message): Record<string, unknown> {
  return {
    ID: message.id,
    From: { Name: "", Address: message.from },
    To: message.to.map((address) => ({ Name: "", Address: address })),
    Subject: message.subject,
    Created: message.receivedAt,
    Snippet: message.text.slice(0, 250),
    Headers: message.headers,
  };
}

function list(messages: readonly Message[], query: string): string {
  const rows = messages.map(
    (
      message,
    ) => `<tr><td><a href="/mail/message/${message.id}">${escapeHtml(message.subject)}</a></td><td>${escapeHtml(message.to.join(", "))}</td>
<td><time datetime="${message.receivedAt}">${message.receivedAt.slice(0, 19).replace("T", " ")} UTC</time></td></tr>`,
  );
  const found =
    rows.length === 0
      ? `<p>${query === "" ? "No mail yet. Everything the stack sends arrives here and nowhere else." : "No mail matches."}</p>`
      : `<table><thead><tr><th>Subject</th><th>To</th><th>Received</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
  return `<form><label>Search <input type="search" name="query" value="${escapeHtml(query)}"></label> <button>Search</button></form>
<p><small>New mail appears by itself.</small></p>
<div id="mails" aria-live="polite" data-newest="${messages[0]?.id ?? ""}">${found}</div>`;
}

/** Looks every two seconds whether there is a newer mail, and puts the new list in the place of the old one. */
const follow = `const mails = () => document.getElementById("mails");
const api = "/mail/api/v1/search?limit=1&query=" + encodeURIComponent(new URLSearchParams(location.search).get("query") ?? "");
async function look() {
  if (document.hidden) return;
  const { messages } = await (await fetch(api)).json();
  if ((messages[0]?.ID ?? "") === mails().dataset.newest) return;
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  mails().replaceChildren(...page.getElementById("mails").childNodes);
  mails().dataset.newest = page.getElementById("mails").dataset.newest;
}
const again = () => setTimeout(() => look().catch(() => {}).finally(again), 2000);
again();`;

function openedMail(message: Message): string {
  const body =
    message.html === ""
      ? `<pre>${escapeHtml(message.text)}</pre>`
      : `<iframe title="Mail" sandbox="allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation" src="/mail/message/${message.id}/html"></iframe>
<details><summary>Plain text</summary><pre>${escapeHtml(message.text)}</pre></details>`;
  return `<p><a href="/mail">All mail</a></p>
<dl><dt>From</dt><dd>${escapeHtml(message.from)}</dd><dt>To</dt><dd>${escapeHtml(message.to.join(", "))}</dd><dt>Received</dt><dd>${message.receivedAt}</dd></dl>
${body}`;
}

/** The mail itself, without scripts; links open the page they point to, not a page within the frame. */
function rawHtml(message: Message): Response {
  return new Response(`<base target="_top">${message.html}`, {
    headers: {
      ...pageHeaders,
      "content-security-policy":
        "default-src 'none'; img-src data: https: http:; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation",
    },
  });
}

function page(title: string, body: string, { status = 200, script = "" } = {}): Response {
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{max-width:60rem;margin:2rem auto;padding:0 1rem}
table{width:100%;border-collapse:collapse}th,td{text-align:left;padding:.5rem;border-bottom:1px solid color-mix(in srgb,currentColor 20%,transparent);overflow-wrap:anywhere}
td:last-child{white-space:nowrap}@media(max-width:40rem){thead{display:none}td{display:block;border:0;padding:0}td:last-child{border-bottom:1px solid color-mix(in srgb,currentColor 20%,transparent);padding-bottom:.75rem;margin-bottom:.75rem}}
iframe{width:100%;height:max(60vh,calc(100vh - 16rem));border:1px solid color-mix(in srgb,currentColor 30%,transparent);background:#fff}dt{float:left;width:6rem;opacity:.75}pre{white-space:pre-wrap;overflow-wrap:anywhere}dd{overflow-wrap:anywhere}</style>
<h1>${escapeHtml(title)}</h1>${body}${script === "" ? "" : `<script>${script}</script>`}</html>`;
  const scripts = script === "" ? "" : `; script-src 'sha256-${digest(script)}'; connect-src 'self'`;
  const policy = `default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'${scripts}`;
  return new Response(html, { status, headers: { ...pageHeaders, "content-security-policy": policy } });
}

function digest(script: string): string {
  return createHash("sha256").update(script).digest("base64");
}
