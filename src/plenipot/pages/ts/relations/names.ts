/** Label placement: beside their nodes, away from the centre, without overlaps if possible. */

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export function around(x: number, y: number, wide: number, high: number): Box {
  return { left: x - wide, top: y - high, right: x + wide, bottom: y + high };
}

function apart(one: Box, other: Box): boolean {
  return one.right < other.left || other.right < one.left || one.bottom < other.top || other.bottom < one.top;
}

function within(one: Box, other: Box): boolean {
  return one.left >= other.left && one.right <= other.right && one.top >= other.top && one.bottom <= other.bottom;
}

/**
 * Finds the centre of a label with half width and half height beside a node; undefined if it does not fit. A required
 * label is then above its node.
 */
export function spot(
  [x, y]: [number, number],
  [half, tall]: [number, number],
  gap: number,
  taken: Box[],
  sight: Box,
  must: boolean,
): [number, number] | undefined {
  const outward = x < (sight.left + sight.right) / 2 ? -1 : 1;
  const above: [number, number] = [x, y - gap - tall];
  const beside: [number, number] = [x + outward * (gap + half), y];
  const others: [number, number][] = [
    [x, y + gap + tall],
    [x - outward * (gap + half), y],
  ];
  const found = [...(must ? [above, beside] : [beside, above]), ...others].find((at) => {
    const box = around(...at, half, tall);
    return within(box, sight) && taken.every((each) => apart(box, each));
  });
  return found ?? (must ? above : undefined);
}
