import { describe, expect, it } from "vitest";
import { markdownToHtml } from "./markdown.ts";

describe("what the team writes", () => {
  it.each([
    ["emphasis and paragraphs", "**Up** to\n\n1.9 %", "<p><strong>Up</strong> to</p>\n<p>1.9 %</p>"],
    ["lists", "- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"],
    ["links", "[page](https://example.com)", '<p><a rel="noopener nofollow" href="https://example.com">page</a></p>'],
    [
      "bare addresses",
      "see https://example.com.",
      '<p>see <a rel="noopener nofollow" href="https://example.com">https://example.com</a>.</p>',
    ],
    ["headings stand below the page's own", "# Why", "<h4>Why</h4>"],
  ])("%s", (_, source, html) => {
    expect(markdownToHtml(source)).toBe(html);
  });

  it.each([
    ["scripts", "<script>alert(1)</script>"],
    ["handlers", '<img src=x onerror="alert(1)">'],
    ["script links", "[x](javascript:alert(1))"],
    ["script links in references", "[x][1]\n\n[1]: javascript:alert(1)"],
    ["data links", "[x](data:text/html;base64,PHNjcmlwdD4=)"],
    ["images, which would tell a third party who reads", "![x](https://example.com/huge.png)"],
    ["attributes that break out", '[x](https://example.com/"onmouseover="alert(1))'],
    ["frames", "<iframe src=https://example.com></iframe>"],
  ])("never %s", (_, source) => {
    const html = markdownToHtml(source);
    // Tags of our own, and nothing in them but the address of a link.
    const tags = html.match(/<[^>]*>/g) ?? [];
    for (const tag of tags) {
      expect(tag).toMatch(
        /^<\/?(p|strong|em|ul|ol|li|code|pre|h4|blockquote|br \/|hr \/|a)>$|^<a rel="noopener nofollow" href="(https?:[^"<>]*|mailto:[^"<>]*|)">$/,
      );
    }
  });

  it.each([
    ["quotes", ">".repeat(20_000)],
    ["lists", "- ".repeat(10_000)],
    ["both", "- > 1. ".repeat(2_800)],
  ])("nests %s ten deep and no deeper", (_, source) => {
    const depth = markdownToHtml(`${source} deep`).match(/<(blockquote|ul|ol)>/g)?.length ?? 0;
    expect(depth).toBeLessThanOrEqual(10);
    expect(depth).toBeGreaterThan(0);
  });

  it.each([
    ["*a_", 6_600],
    ["**a_", 5_000],
    ["*a_ ", 5_000],
    ["*a* ", 5_000],
    ["\\*a* ", 4_000],
    ["https://a.b/\\* *a", 1_000],
  ])("emphasises in %s no more than a paragraph needs, and says the rest as it is", (part, times) => {
    const html = markdownToHtml(part.repeat(times));
    expect(html.match(/<(em|strong)>/g)?.length ?? 0).toBeLessThanOrEqual(150);
    expect(html.match(/[*_]/g)?.length).toBeGreaterThan(times - 300);
    expect(html).not.toContain("&#");
  });

  it("counts emphasis by the paragraph", () => {
    const html = markdownToHtml(Array.from({ length: 400 }, () => "**a** _b_").join("\n\n"));
    expect(html.match(/<(em|strong)>/g)).toHaveLength(800);
  });
});
