// What the person has chosen to look at. Written to the address by state/address.ts.
import { computed, reactive } from 'vue';
import type { LayerInfo, PlanInfo } from '../api/types';
import type { PageState } from '../format/permalink';
import { district } from './district';

export const view = reactive({
  page: 'locate',
  /** Names of visible layers; null until the district is known or the link said so. */
  layers: null as string[] | null,
  hover: null as string | null,
  /** ISO date asked for; null is today. */
  asOf: null as string | null,
  camera: null as PageState['camera'],
  /** Camera moves only after someone moved the map, so that plain links stay short. */
  cameraTouched: false,
  /** The keyboard is moving the map: show the crosshair. */
  crosshair: false,
  shortcutsOpen: false,
});

export const layersInOrder = computed<LayerInfo[]>(() => [...(district.value?.layers ?? [])].sort((a, b) => a.order - b.order));

export const visibleLayers = computed<Set<string>>(() => new Set(view.layers ?? layersInOrder.value.map((layer) => layer.name)));

/** The layer that the pointer names: the chosen one, else the responsibility grid, else the finest. */
export const hoverLayer = computed<string | null>(() => {
  const names = layersInOrder.value.map((layer) => layer.name);
  if (view.hover && names.includes(view.hover)) return view.hover;
  return layersInOrder.value.find((layer) => layer.role === 'responsibility-grid' || layer.name.startsWith('responsibility'))?.name ?? names.at(-1) ?? null;
});

export const plansInOrder = computed<PlanInfo[]>(() => [...(district.value?.plans ?? [])].sort((a, b) => a.number - b.number));

/** Today on this machine's calendar; no date is sent for it, so the server's own clock decides. */
export function today(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

export function planOn(date: string): PlanInfo | null {
  const holds = (plan: PlanInfo): boolean => day(plan.valid_from) <= date && (!plan.valid_to || date < day(plan.valid_to));
  return [...plansInOrder.value].reverse().find(holds) ?? null;
}

/** The date part of an ISO date or instant. */
export const day = (text: string): string => text.slice(0, 10);

/** The plan that is drawn: the one in force on the date, else the newest (so that there is a map at all). */
export const shownPlan = computed<PlanInfo | null>(() => planOn(view.asOf ?? today()) ?? plansInOrder.value.at(-1) ?? null);

export function choosePlan(number: number): void {
  const plan = plansInOrder.value.find((p) => p.number === number);
  if (!plan) return;
  const now = today();
  view.asOf = planOn(now)?.number === number ? null : day(plan.valid_from);
}

export function toggleLayer(name: string): void {
  const next = new Set(visibleLayers.value);
  if (!next.delete(name)) next.add(name);
  view.layers = layersInOrder.value.map((layer) => layer.name).filter((n) => next.has(n));
}
