// A place to ask about that suits any district: found by asking the server itself on a lattice over its bounds.
export async function insidePlace({ base, district }) {
  const [w, s, e, n] = district.bounds;
  for (const [u, v] of [[0.5, 0.5], [0.45, 0.55], [0.55, 0.45], [0.4, 0.4], [0.6, 0.6], [0.35, 0.6], [0.5, 0.3], [0.5, 0.7]]) {
    const at = { lon: Number((w + (e - w) * u).toFixed(6)), lat: Number((s + (n - s) * v).toFixed(6)) };
    const answer = await (await fetch(`${base}/api/v1/locate?lon=${at.lon}&lat=${at.lat}&datum=wgs84`)).json();
    if (Object.values(answer.layers).every((found) => found.code)) return { at, answer };
  }
  throw new Error('no place lies in a cell of every layer');
}
export const layersInOrder = (district) => [...district.layers].sort((a, b) => a.order - b.order);
export const finest = (district) => layersInOrder(district).at(-1);
export const hoverDefault = (district) => layersInOrder(district).find((l) => l.name.startsWith('responsibility')) ?? finest(district);
