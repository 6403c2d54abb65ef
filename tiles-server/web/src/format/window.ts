// Which rows of a long list have to stand on the screen.

export interface Window {
  from: number;
  to: number;
  above_px: number;
  below_px: number;
}

/** `[from, to)` of `count` rows of one height that are seen, with some rows before and after for smooth scrolling. */
export function visibleRows(count: number, row_px: number, scroll_px: number, view_px: number, spare = 6): Window {
  const from = Math.max(0, Math.min(count, Math.floor(scroll_px / row_px) - spare));
  const to = Math.max(from, Math.min(count, Math.ceil((scroll_px + view_px) / row_px) + spare));
  return { from, to, above_px: from * row_px, below_px: (count - to) * row_px };
}

/** The scroll position that brings a row into view with the least movement. */
export function scrollTo(row: number, row_px: number, scroll_px: number, view_px: number): number {
  const top = row * row_px;
  if (top < scroll_px) return top;
  return Math.max(scroll_px, top + row_px - view_px);
}
