// Which flows are drawn: those of at least so many cases. Hundreds of thin lines would hide the few that matter.

/** As many of the strongest are drawn where nobody chose otherwise; more where several have the same number of cases. */
export const STRONGEST = 100;

export interface FlowStep {
  least: number;
  /** How many flows have as many cases; null where the list ends before. */
  lines: number | null;
}

/** Fewest cases of the strongest hundred; `flows` falls. */
export const usualLeast = (flows: readonly number[]): number => flows[STRONGEST - 1] ?? 1;

/** Flows with at least so many cases, among a list that falls and leaves out `more`. */
export function linesOf(flows: readonly number[], more: number, least: number): number | null {
  if (least <= 1) return flows.length + more;
  if (more > 0 && least <= (flows.at(-1) ?? 0)) return null;
  return flows.filter((cases) => cases >= least).length;
}

/** Thresholds that can be chosen: 1, 2, 5, 10, … as long as the next still draws another number of flows. */
export function flowSteps(flows: readonly number[], more = 0): FlowStep[] {
  const largest = flows[0] ?? 0;
  const found: FlowStep[] = [];
  for (let ten = 1; ten <= largest; ten *= 10) {
    for (const least of [ten, ten * 2, ten * 5]) {
      const lines = linesOf(flows, more, least);
      if (least <= largest && (lines === null || lines !== found.at(-1)?.lines)) found.push({ least, lines });
    }
  }
  return found;
}
