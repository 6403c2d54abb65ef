// The district's lists: classes, units, sources, reasons. Asked for once a session.
import { computed, shallowRef } from 'vue';
import { fetchClasses, fetchSettings, fetchSources, fetchUnits } from '../api/dispatch';
import type { ClassNode, Source, Unit } from '../api/dispatch-types';
import { ApiFault } from '../api/problem';
import { indexClasses } from '../format/classes';
import { readSettings, type Settings } from '../format/settings';

export const classes = shallowRef<ClassNode[]>([]);
export const units = shallowRef<Unit[]>([]);
export const sources = shallowRef<Source[]>([]);
export const settings = shallowRef<Settings>(readSettings({}));
export const catalogFault = shallowRef<ApiFault | null>(null);

export const classIndex = computed(() => indexClasses(classes.value));
export const unitByCode = computed(() => new Map(units.value.map((unit) => [unit.code, unit])));

/** A unit and everything below it. */
export function subtree(root: string): Set<string> {
  const children = new Map<string, string[]>();
  for (const { code, parent } of units.value) if (parent) children.set(parent, [...(children.get(parent) ?? []), code]);
  const found = new Set<string>();
  const open = [root];
  for (let code = open.pop(); code !== undefined; code = open.pop()) {
    if (found.has(code)) continue;
    found.add(code);
    open.push(...(children.get(code) ?? []));
  }
  return found;
}

export async function loadCatalog(): Promise<void> {
  catalogFault.value = null;
  try {
    const [foundClasses, foundUnits, foundSources, foundSettings] = await Promise.all([fetchClasses(), fetchUnits(), fetchSources(), fetchSettings()]);
    classes.value = foundClasses;
    units.value = foundUnits;
    sources.value = foundSources;
    settings.value = readSettings(foundSettings);
  } catch (error) {
    catalogFault.value = error instanceof ApiFault ? error : new ApiFault('malformed');
  }
}
