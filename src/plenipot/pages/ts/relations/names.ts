/** Where names stand in the picture: beside their things, away from the middle, and over nothing else if that can be. */

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
 * The middle of a name of half a width and half a height, for a thing at a place; nothing if there is no room. What must
 * be named stands above its thing if there is none.
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
