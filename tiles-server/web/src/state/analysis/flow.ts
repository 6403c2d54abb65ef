// Which flows both maps draw, and how many of how many that are.
import { computed } from 'vue';
import { flowSteps, linesOf, usualLeast } from '../../format/flow';
import { thousands } from '../../format/numbers';
import { fill } from '../../i18n';
import { aw } from '../../i18n/analysis';
import { choice } from './choice';
import { legends } from './legends';

/** Cases of the flows of the first map, in falling order. */
const listed = computed<number[]>(() => (legends.a?.layer === 'flow' ? (legends.a.flows ?? []).map(({ cases }) => cases) : []));
const more = computed(() => legends.a?.flows_left_out ?? 0);

export const usual = computed(() => usualLeast(listed.value));
/** Flows with fewer cases are not drawn. */
export const least = computed(() => choice.least ?? usual.value);
export const steps = computed(() => {
  const found = flowSteps(listed.value, more.value);
  const chosen = choice.least;
  // A link may name any number.
  if (chosen === null || found.some((step) => step.least === chosen)) return found;
  return [...found, { least: chosen, lines: linesOf(listed.value, more.value, chosen) }].toSorted((a, b) => a.least - b.least);
});
export const drawnFlows = computed(() => ({ lines: linesOf(listed.value, more.value, least.value), usual: linesOf(listed.value, more.value, usual.value), of: listed.value.length + more.value }));

/** What is drawn, in words of the legend. */
export const flowText = computed(() => {
  const { lines, of } = drawnFlows.value;
  if (of === 0) return '';
  const w = aw.value.flow;
  if (least.value <= 1) return fill(w.drawnAll, { of: thousands(of) });
  return fill(lines === null ? w.drawnFrom : w.drawn, { n: thousands(least.value), lines: thousands(lines ?? 0), of: thousands(of) });
});
