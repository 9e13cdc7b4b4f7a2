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
    if (message === undefined) return page("Not found", "<p>This mail is no longer kept.</p>", 404);
    return opened[2] === undefined ? page(message.subject, openedMail(message)) : rawHtml(message);
  }
  if (path !== "") return page("Not found", "<p>There is nothing here.</p>", 404);
  return page(
    "Mail catcher",
    list(mailbox.list(url.searchParams.get("query") ?? ""), url.searchParams.get("query") ?? ""),
  );
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
  return `<form><label>Search <input type="search" name="query" value="${escapeHtml(query)}"></label> <button>Search</button></form>
${rows.length === 0 ? "<p>No mail yet. Everything the stack sends arrives here and nowhere else.</p>" : `<table><thead><tr><th>Subject</th><th>To</th><th>Received</th></tr></thead><tbody>${rows.join("")}</tbody></table>`}`;
}

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

function page(title: string, body: string, status = 200): Response {
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{max-width:60rem;margin:2rem auto;padding:0 1rem}
table{width:100%;border-collapse:collapse}th,td{text-align:left;padding:.5rem;border-bottom:1px solid color-mix(in srgb,currentColor 20%,transparent)}
iframe{width:100%;height:max(60vh,calc(100vh - 16rem));border:1px solid color-mix(in srgb,currentColor 30%,transparent);background:#fff}dt{float:left;width:6rem;opacity:.75}pre{white-space:pre-wrap}</style>
<h1>${escapeHtml(title)}</h1>${body}</html>`;
  const policy =
    "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
  return new Response(html, { status, headers: { ...pageHeaders, "content-security-policy": policy } });
}
