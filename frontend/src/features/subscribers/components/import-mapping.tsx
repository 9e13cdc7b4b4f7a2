import { channelNames } from "../../../lib/channels.ts";
import { Field } from "../../../ui/field.tsx";
import { Select } from "../../../ui/select.tsx";
import { addressColumn, type CsvTable, channelColumn, type ImportChannel, importChannels, importRows } from "../csv.ts";

/** What stands where in the file, and where it goes. */
export interface ImportChoice {
  readonly page: string;
  readonly address: number;
  /** Column of the channel; null when `fallback` holds for all. */
  readonly channel: number | null;
  readonly fallback: ImportChannel;
}

export interface ImportMappingProps {
  table: CsvTable;
  pages: readonly { id: string; title: string }[];
  choice: ImportChoice;
  onChange: (choice: ImportChoice) => void;
}

/** What the file seems to hold. */
export function initialChoice(table: CsvTable, page: string): ImportChoice {
  const address = addressColumn(table);
  const sample = table.rows.slice(0, 50).map((row) => row[address] ?? "");
  const fallback = sample.some((cell) => cell.includes("@")) ? "email" : "sms";
  return { page, address, channel: channelColumn(table), fallback };
}

const previewCount = 5;

/** Says which column is what, and shows how the first rows would be read. */
export function ImportMapping({ table, pages, choice, onChange }: ImportMappingProps) {
  const columns = table.columns.map((name, index) => ({ value: String(index), label: name }));
  const rows = importRows(table, choice).slice(0, previewCount);
  return (
    <>
      {pages.length < 2 ? null : (
        <Field label="Status page they follow">
          {(control) => (
            <Select
              {...control}
              value={choice.page}
              options={pages.map(({ id, title }) => ({ value: id, label: title }))}
              onChange={(page) => onChange({ ...choice, page })}
            />
          )}
        </Field>
      )}
      <div className="grid items-start gap-4 tablet:grid-cols-2">
        <Field label="Column of the addresses">
          {(control) => (
            <Select
              {...control}
              value={String(choice.address)}
              options={columns}
              onChange={(value) => onChange({ ...choice, address: Number(value) })}
            />
          )}
        </Field>
        <Field label="Channel" hint="SMS needs the organization’s own Twilio account.">
          {(control) => (
            <Select
              {...control}
              value={choice.channel === null ? choice.fallback : "column"}
              options={[
                ...importChannels.map((value) => ({ value, label: `${channelNames[value]} for all` })),
                ...columns
                  .filter(({ value }) => Number(value) === (choice.channel ?? channelColumn(table)))
                  .map(({ label }) => ({ value: "column" as const, label: `Column “${label}”` })),
              ]}
              onChange={(value) =>
                onChange(
                  value === "column"
                    ? { ...choice, channel: channelColumn(table) }
                    : { ...choice, channel: null, fallback: value },
                )
              }
            />
          )}
        </Field>
      </div>
      <div className="overflow-x-auto rounded-control border border-border">
        <table className="data-table" aria-label="First rows">
          <thead>
            <tr>
              <th scope="col" className="w-14">
                Line
              </th>
              <th scope="col">Address</th>
              <th scope="col" className="w-28">
                Channel
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ line, address, channel }) => (
              <tr key={line}>
                <td className="text-text-3">{line}</td>
                <td className="wrap-anywhere">
                  {address === "" ? <span className="text-text-3">empty</span> : address}
                </td>
                <td>{channel === null ? <span className="text-text-3">unknown</span> : channelNames[channel]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
