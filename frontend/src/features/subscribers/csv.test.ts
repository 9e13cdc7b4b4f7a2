import { describe, expect, it } from "vitest";
import { addressColumn, channelColumn, type ExportRow, importRows, readCsv, writeCsv } from "./csv.ts";

describe("reading a file", () => {
  it("takes its names from the first line, whatever separates the columns", () => {
    const table = readCsv("\uFEFFName;E-mail\r\nMara;mara@example.com\r\n\r\nJonas;jonas@example.com\r\n");
    expect(table).toMatchObject({ columns: ["Name", "E-mail"], firstLine: 2 });
    expect(table.rows).toHaveLength(2);
    expect(addressColumn(table)).toBe(1);
  });

  it("without names the first line is a row", () => {
    const table = readCsv("mara@example.com\njonas@example.com");
    expect(table).toMatchObject({ columns: ["Column 1"], firstLine: 1 });
    expect(importRows(table, { address: 0, channel: null, fallback: "email" })).toEqual([
      { line: 1, address: "mara@example.com", channel: "email" },
      { line: 2, address: "jonas@example.com", channel: "email" },
    ]);
  });

  it("keeps quoted separators and line breaks in their cell", () => {
    expect(readCsv('name,mail\n"Lind, Mara\nsecond line",mara@example.com').rows).toEqual([
      ["Lind, Mara\nsecond line", "mara@example.com"],
    ]);
  });

  it("an empty file has no rows", () => expect(readCsv("").rows).toEqual([]));

  it("each row has the channel it names; one that cannot be imported has none", () => {
    const table = readCsv("channel,address\nSMS,+4915123456789\n,mara@example.com\nslack,https://hooks.example.com/1");
    const channel = channelColumn(table);
    expect(importRows(table, { address: 1, channel, fallback: "email" }).map((row) => row.channel)).toEqual([
      "sms",
      "email",
      null,
    ]);
  });
});

describe("writing a file", () => {
  const row: ExportRow = {
    page_title: "=1+1",
    channel: "sms",
    address: "+4915123456789",
    state: "confirmed",
    events: ["incidents", "maintenances"],
    component_names: ["Cards, wallets"],
    group_names: [],
    created_at: "2026-11-21T00:00:00Z",
    confirmed_at: null,
    ended_at: null,
    end_reason: null,
  };

  it("holds no formula", () => {
    const [, line] = writeCsv([row]).split("\r\n");
    expect(line).toBe(
      `"'+4915123456789",sms,"'=1+1",confirmed,,"Cards, wallets",incidents; maintenances,2026-11-21T00:00:00Z,,,`,
    );
  });

  it("can be read back", () => {
    const table = readCsv(writeCsv([row]));
    const rows = importRows(table, { address: addressColumn(table), channel: channelColumn(table), fallback: "email" });
    expect(rows).toEqual([{ line: 2, address: "+4915123456789", channel: "sms" }]);
  });

  it("has its names even without rows", () => expect(writeCsv([])).toMatch(/^address,channel,/));
});
