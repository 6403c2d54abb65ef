// The bar of a printed map: a round length that fits, and how long it is on the picture.

const EARTH_M = 40_075_016.686;

/** Metres over ground of one CSS pixel at a place of a Web Mercator map with 512-pixel tiles. */
export const metresPerPixel = (lat: number, zoom: number): number => (EARTH_M * Math.cos((lat * Math.PI) / 180)) / (512 * 2 ** zoom);

/** The longest round length, 1, 2 or 5 times a power of ten, that is at most `most_px` long. */
export function scaleBar(metres_per_px: number, most_px: number): { metres: number; px: number; text: string } {
  const most_m = metres_per_px * most_px;
  const ten = 10 ** Math.floor(Math.log10(most_m));
  const metres = [5, 2, 1].map((one) => one * ten).find((length) => length <= most_m) ?? ten;
  return { metres, px: metres / metres_per_px, text: metres >= 1000 ? `${metres / 1000} km` : `${metres} m` };
}
