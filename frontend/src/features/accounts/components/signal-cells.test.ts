import { expect, test } from "vitest";
import { cellAt, isFlashing, unitMs } from "./signal-cells.ts";

test('the mirror flashes "OK" in Morse, and again after a pause', () => {
  const units = Array.from({ length: 30 }, (_, unit) => (isFlashing(unit * unitMs + 1) ? "#" : ".")).join("");
  expect(units).toBe("###.###.###...###.#.###.......");
  expect(isFlashing(30 * unitMs)).toBe(isFlashing(0));
});

test("the ray carries what was flashed when its light left", () => {
  const onRay = (distance: number, timeMs: number) => cellAt(distance * 0.665, -distance * 0.747, 0, 0, timeMs).height;
  // 480 pixels are 20 units of light: what leaves at unit 20 has arrived there at unit 40.
  const leaving = isFlashing(20.5 * unitMs);
  expect(onRay(480, 40.5 * unitMs) === 15).toBe(leaving);
});
