import { useRouter } from "@tanstack/react-router";
import { Command } from "cmdk";
import { Plus, Search } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type KeyboardEvent, useState } from "react";
import { useOrganization, usePermissions } from "../../../lib/organization.tsx";
import { Avatar } from "../../../ui/avatar.tsx";
import { Kbd } from "../../../ui/kbd.tsx";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import { matchParts, type PaletteItem, searchPalette } from "./palette-search.ts";
import { readRecent, rememberRecent } from "./recent-items.ts";
import { usePaletteItems } from "./use-palette-items.ts";

export interface CommandPaletteProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  onHelp: () => void;
}

/** Search or jump to anything: actions first, then components, pages, people. */
export function CommandPalette({ isOpen, onOpenChange, onHelp }: CommandPaletteProps) {
  return (
    <Radix.Root open={isOpen} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="dialog-overlay" />
        <Radix.Content
          aria-describedby={undefined}
          className="palette float-in fixed inset-x-4 top-[11vh] z-51 mx-auto flex max-h-[min(520px,76dvh)] max-w-[640px] flex-col overflow-hidden rounded-dialog border border-border bg-surface shadow-float"
        >
          <Radix.Title className="sr-only">Search or jump to</Radix.Title>
          <Palette onClose={() => onOpenChange(false)} onHelp={onHelp} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Palette({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const { id, slug } = useOrganization();
  const { can } = usePermissions();
  const router = useRouter();
  const [query, setQuery] = useState("");
  const [selected, setSelected] = useState("");
  const [recentIds] = useState(() => readRecent(id));
  const items = usePaletteItems({ onHelp });
  const groups = searchPalette(query, items, recentIds);
  const name = query.trim();
  const isCreateOffered = groups.length === 0 && name !== "" && !name.startsWith(">") && can("components.write");
  const createHref = `/orgs/${slug}/components/new?name=${encodeURIComponent(name)}`;

  function open(item: Pick<PaletteItem, "id" | "href" | "run">) {
    onClose();
    rememberRecent(id, item.id);
    if (item.href !== undefined) void router.navigate({ href: item.href });
    else item.run?.();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const href = items.find((item) => keyOf(item) === selected || `Recent:${item.id}` === selected)?.href;
    if (href === undefined) return;
    event.preventDefault();
    window.open(href, "_blank", "noopener");
  }

  return (
    <Command
      label="Search or jump to"
      shouldFilter={false}
      loop
      value={selected}
      onValueChange={setSelected}
      onKeyDown={onKeyDown}
      className="flex min-h-0 flex-1 flex-col"
    >
      <div className="flex items-center gap-3 border-border border-b px-4">
        <Search size={17} strokeWidth={1.75} className="flex-none text-text-2" aria-hidden="true" />
        <Command.Input
          autoFocus
          value={query}
          onValueChange={setQuery}
          placeholder="Search or jump to"
          className="h-[54px] min-w-0 flex-1 bg-transparent text-[16px] outline-none placeholder:text-text-3"
        />
        <Radix.Close aria-label="Close, Esc" className="cursor-pointer rounded-[4px] pointer-coarse:p-2">
          <Kbd>Esc</Kbd>
        </Radix.Close>
      </div>
      <Command.List className="min-h-0 flex-1 overflow-y-auto p-2" tabIndex={-1}>
        {groups.map(([group, members]) => (
          <Command.Group
            key={group}
            heading={group}
            className="mb-1 **:[[cmdk-group-heading]]:px-2.5 **:[[cmdk-group-heading]]:pt-2 **:[[cmdk-group-heading]]:pb-1 **:[[cmdk-group-heading]]:text-[12.5px]/[18px] **:[[cmdk-group-heading]]:text-text-3"
          >
            {members.map((item) => (
              <Line key={keyOf(item)} item={item} query={query} onOpen={() => open(item)} />
            ))}
          </Command.Group>
        ))}
        {isCreateOffered ? (
          <Command.Item
            value="create-component"
            onSelect={() => open({ id: "create-component", href: createHref })}
            className="menu-item palette-line group flex min-h-[38px] items-center"
          >
            <Plus size={16} strokeWidth={1.75} className="text-text-2" aria-hidden="true" />
            <span className="flex-1">Create component “{name}”</span>
          </Command.Item>
        ) : null}
        {groups.length === 0 && !isCreateOffered ? (
          <p role="status" className="px-2.5 py-3 text-[13px] text-text-3">
            Nothing matches.
          </p>
        ) : null}
      </Command.List>
      <div
        aria-hidden="true"
        className="flex items-center gap-4 border-border border-t bg-inset px-4 py-2 text-[12.5px] text-text-2 max-tablet:hidden"
      >
        <span className="flex items-center gap-1.5">
          <Kbd>↑</Kbd>
          <Kbd>↓</Kbd> move
        </span>
        <span className="flex items-center gap-1.5">
          <Kbd>Enter</Kbd> run
        </span>
        <span className="flex items-center gap-1.5">
          <Kbd>Ctrl Enter</Kbd> open in new tab
        </span>
        <span className="ml-auto flex items-center gap-1.5">
          Type <Kbd>&gt;</Kbd> for actions only
        </span>
      </div>
    </Command>
  );
}

function keyOf({ group, id }: PaletteItem): string {
  return `${group}:${id}`;
}

function Line({ item, query, onOpen }: { item: PaletteItem; query: string; onOpen: () => void }) {
  const Icon = item.icon;
  return (
    <Command.Item
      value={keyOf(item)}
      onSelect={onOpen}
      className="menu-item palette-line group flex min-h-[38px] items-center"
    >
      <span className="flex w-4 flex-none justify-center text-text-2">
        {item.status === undefined ? null : <StatusGlyph status={item.status} size={15} />}
        {item.person === undefined ? null : <Avatar {...item.person} size={20} />}
        {Icon === undefined ? null : <Icon size={16} strokeWidth={1.75} aria-hidden="true" />}
      </span>
      <span className="min-w-0 truncate text-[13.5px]">
        {matchParts(item.label, query).map(({ text, isMatch }, index) =>
          isMatch ? (
            <mark key={index} className="bg-transparent font-semibold text-accent">
              {text}
            </mark>
          ) : (
            text
          ),
        )}
      </span>
      {item.detail === undefined ? null : <span className="truncate text-[13px] text-text-3">{item.detail}</span>}
      <span aria-hidden="true" className="ml-auto hidden group-data-[selected=true]:block pointer-coarse:hidden!">
        <Kbd>Enter</Kbd>
      </span>
    </Command.Item>
  );
}
