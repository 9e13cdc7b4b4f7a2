/** One keyboard shortcut. `keys` is a sequence separated by spaces: "g o", "/", "Control+k". */
export interface Shortcut {
  keys: string;
  /** What it does, for the list: "Go to overview". */
  label: string;
  group: "Go to" | "Anywhere" | "Lists";
  run: () => void;
}

const registered = new Set<Shortcut>();
const sequenceMs = 1_200;
const preferenceKey = "heliograph-single-keys";

/** @returns how to take it away again */
export function registerShortcut(shortcut: Shortcut): () => void {
  registered.add(shortcut);
  return () => registered.delete(shortcut);
}

/** Every shortcut that works on the screen shown now. */
export function registeredShortcuts(): readonly Shortcut[] {
  return [...registered];
}

/** Single keys may disturb speech input, so they can be switched off (WCAG 2.1.4). */
export function areSingleKeysOn(): boolean {
  try {
    return localStorage.getItem(preferenceKey) !== "off";
  } catch {
    return true;
  }
}

/** Switches shortcuts of a single key on or off in this browser. */
export function setSingleKeys(isOn: boolean): void {
  try {
    localStorage.setItem(preferenceKey, isOn ? "on" : "off");
  } catch {
    // Storage is switched off: the default stays.
  }
}

export interface KeyPress {
  key: string;
  hasModifier: boolean;
  isInField: boolean;
  at: number;
}

export interface SequenceState {
  typed: readonly string[];
  at: number;
}

export const emptySequence: SequenceState = { typed: [], at: 0 };

/**
 * What one key press leads to: the shortcut it completes, or how far a sequence has come. Single keys do not count in
 * fields or when switched off; a sequence is forgotten after 1.2 s.
 */
export function pressKey<Item extends { keys: string }>(
  state: SequenceState,
  press: KeyPress,
  shortcuts: readonly Item[],
  isSingleKeysOn: boolean,
): { state: SequenceState; shortcut: Item | null } {
  if (press.hasModifier) {
    const wanted = `Control+${press.key.toLowerCase()}`;
    return { state: emptySequence, shortcut: shortcuts.find(({ keys }) => keys === wanted) ?? null };
  }
  if (press.isInField || !isSingleKeysOn) return { state: emptySequence, shortcut: null };
  const earlier = press.at - state.at <= sequenceMs ? state.typed : [];
  for (const typed of [[...earlier, press.key], [press.key]]) {
    const text = typed.join(" ");
    const shortcut = shortcuts.find(({ keys }) => keys === text);
    if (shortcut !== undefined) return { state: emptySequence, shortcut };
    if (shortcuts.some(({ keys }) => keys.startsWith(`${text} `)))
      return { state: { typed, at: press.at }, shortcut: null };
  }
  return { state: emptySequence, shortcut: null };
}

/** Listens on the whole page. @returns how to stop */
export function listenForShortcuts(): () => void {
  let state = emptySequence;
  function onKeyDown(event: KeyboardEvent) {
    if (event.defaultPrevented || event.altKey || event.isComposing) return;
    const press = {
      key: event.key,
      hasModifier: event.ctrlKey || event.metaKey,
      isInField: isField(event.target) || isInDialog(event.target),
      at: event.timeStamp,
    };
    const next = pressKey(state, press, registeredShortcuts(), areSingleKeysOn());
    state = next.state;
    if (next.shortcut === null) return;
    event.preventDefault();
    next.shortcut.run();
  }
  document.addEventListener("keydown", onKeyDown);
  return () => document.removeEventListener("keydown", onKeyDown);
}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches("textarea, select, [role=textbox], [role=combobox], [role=listbox], [role=menu] *, [role=menu]") ||
      (target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit"].includes(target.type)))
  );
}

/** What lies behind a dialog does not answer to keys. */
function isInDialog(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("[role=dialog], [role=alertdialog]") !== null;
}
