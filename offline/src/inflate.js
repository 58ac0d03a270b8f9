// Unpacking with a bound: what grows beyond it is given up, not held.

import { concat, NotJudged, refuse } from "./bytes.js";

export async function inflated(data, most) {
  const parts = [];
  let left = most;
  try {
    const reader = new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
    for (let one = await reader.read(); !one.done; one = await reader.read()) {
      left -= one.value.length;
      if (left < 0) await reader.cancel();
      refuse(left < 0, "it unpacks to more than is judged", "too-large");
      parts.push(one.value);
    }
  } catch (error) {
    if (error instanceof NotJudged) throw error;
    throw new NotJudged("a file that cannot be unpacked");
  }
  return concat(...parts);
}
