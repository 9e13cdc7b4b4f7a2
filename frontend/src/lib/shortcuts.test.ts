import { expect, test } from "vitest";
import { emptySequence, pressKey, type SequenceState } from "./shortcuts.ts";

const shortcuts = [{ keys: "g o" }, { keys: "g c" }, { keys: "j" }, { keys: "?" }, { keys: "Control+k" }];

interface Step {
  key: string;
  at?: number;
  hasModifier?: boolean;
  isInField?: boolean;
  isOff?: boolean;
}

/** The shortcuts that a row of key presses runs. */
function type(...steps: Step[]): (string | undefined)[] {
  let state: SequenceState = emptySequence;
  return steps.map(({ key, at = 0, hasModifier = false, isInField = false, isOff = false }) => {
    const next = pressKey(state, { key, at, hasModifier, isInField }, shortcuts, !isOff);
    state = next.state;
    return next.shortcut?.keys;
  });
}

test.each([
  ["a single key", [{ key: "j" }], ["j"]],
  ["a key with shift", [{ key: "?" }], ["?"]],
  ["a sequence", [{ key: "g" }, { key: "o", at: 500 }], [undefined, "g o"]],
  ["at the last moment", [{ key: "g" }, { key: "c", at: 1200 }], [undefined, "g c"]],
  ["too slow", [{ key: "g" }, { key: "o", at: 1201 }], [undefined, undefined]],
  ["a wrong second key starts over", [{ key: "g" }, { key: "j", at: 10 }], [undefined, "j"]],
  ["twice the first key", [{ key: "g" }, { key: "g", at: 10 }, { key: "o", at: 20 }], [undefined, undefined, "g o"]],
  ["not in a field", [{ key: "j", isInField: true }], [undefined]],
  [
    "a field ends a sequence",
    [{ key: "g" }, { key: "x", isInField: true }, { key: "o" }],
    [undefined, undefined, undefined],
  ],
  ["switched off", [{ key: "j", isOff: true }], [undefined]],
  [
    "Ctrl works in fields and when single keys are off",
    [{ key: "K", hasModifier: true, isInField: true, isOff: true }],
    ["Control+k"],
  ],
  ["Ctrl with another key", [{ key: "j", hasModifier: true }], [undefined]],
])("%s", (_name, steps, ran) => {
  expect(type(...steps)).toEqual(ran);
});
