import {
  type CollisionDetection,
  closestCenter,
  type KeyboardCoordinateGetter,
  KeyboardSensor,
  MouseSensor,
  TouchSensor,
  useDndContext,
  useSensor,
  useSensors,
} from "@dnd-kit/core";

/**
 * Lists whose rows change places. Each draggable and droppable carries `data: { type, place }`: only equal types meet,
 * and `place` is its position from the top.
 */
export const collideSameType: CollisionDetection = (args) => {
  const type: unknown = args.active.data.current?.type;
  const droppableContainers = args.droppableContainers.filter((container) => container.data.current?.type === type);
  return closestCenter({ ...args, droppableContainers });
};

/** Arrow keys go from place to place instead of by pixels. */
const stepByPlace: KeyboardCoordinateGetter = (event, { context }) => {
  const { active, over, collisionRect, droppableContainers } = context;
  const step = event.code === "ArrowDown" ? 1 : event.code === "ArrowUp" ? -1 : 0;
  if (step === 0 || active === null || collisionRect === null) return undefined;
  event.preventDefault();
  const type: unknown = active.data.current?.type;
  const places = droppableContainers
    .getEnabled()
    .filter((container) => container.data.current?.type === type)
    .sort((a, b) => Number(a.data.current?.place) - Number(b.data.current?.place));
  const here = places.findIndex(({ id }) => id === (over?.id ?? active.id));
  const rect = places[here + step]?.rect.current;
  if (!rect) return undefined;
  return { x: rect.left, y: rect.top + rect.height / 2 - collisionRect.height / 2 };
};

/** Mouse, touch (press and hold) and keyboard: Space lifts, arrows move, Space drops, Escape cancels. */
export function useListSensors() {
  return useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 4 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 180, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: stepByPlace }),
  );
}

export const dragInstructions = {
  draggable: "Press Space to lift, the arrow keys to move, Space again to drop, Escape to leave everything as it was.",
};

/** Above or below this row (`data-line`), while something is about to be dropped on it. */
export function useInsertLine(id: string, place: number): "above" | "below" | undefined {
  const { active, over } = useDndContext();
  if (active === null || over?.id !== id || active.id === id) return undefined;
  const from: unknown = active.data.current?.place;
  return typeof from === "number" && from < place ? "below" : "above";
}
