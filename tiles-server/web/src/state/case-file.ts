// One case: what it is now, everything that happened to it, and what may be done with it.
import { reactive, shallowRef } from 'vue';
import { act as askAct, attach as askAttach, fetchCase, fetchEvents } from '../api/dispatch';
import type { Case, CaseEvent } from '../api/dispatch-types';
import { ApiFault } from '../api/problem';

export const file = reactive({
  id: null as string | null,
  loading: false,
  /** The act whose form is open. */
  form: null as string | null,
  acting: false,
  /** What was just done, for the announcement. */
  done: null as string | null,
});
export const opened = shallowRef<Case | null>(null);
export const history = shallowRef<CaseEvent[]>([]);
export const fileFault = shallowRef<ApiFault | null>(null);
export const actFault = shallowRef<ApiFault | null>(null);
let running: AbortController | null = null;

const faultOf = (error: unknown): ApiFault => (error instanceof ApiFault ? error : new ApiFault('malformed'));

export async function openCase(id: string): Promise<void> {
  if (file.id !== id) {
    opened.value = null;
    history.value = [];
    Object.assign(file, { id, form: null, done: null });
    actFault.value = null;
  }
  await reloadCase();
}

export async function reloadCase(): Promise<void> {
  const id = file.id;
  if (id === null) return;
  running?.abort();
  const mine = new AbortController();
  running = mine;
  file.loading = true;
  try {
    const [found, events] = await Promise.all([fetchCase(id, mine.signal), fetchEvents(id, mine.signal)]);
    if (running !== mine) return;
    opened.value = found;
    history.value = events;
    fileFault.value = null;
  } catch (error) {
    if (mine.signal.aborted || running !== mine) return;
    fileFault.value = faultOf(error);
  } finally {
    if (running === mine) file.loading = false;
  }
}

export function closeCase(): void {
  running?.abort();
  running = null;
  Object.assign(file, { id: null, form: null, loading: false, done: null });
  opened.value = null;
  history.value = [];
  fileFault.value = null;
  actFault.value = null;
}

export function openForm(name: string | null): void {
  file.form = name;
  actFault.value = null;
}

/** Does something with the case, on condition that it is still as it was seen; a note goes before it. True where it was done. */
export async function doAct(name: string, fields: Record<string, unknown>, note?: string): Promise<boolean> {
  const found = opened.value;
  if (!found || file.acting) return false;
  file.acting = true;
  actFault.value = null;
  try {
    let revision = found.revision;
    if (note) revision = (await askAct(found.id, { act: 'note', text: note, revision })).revision;
    opened.value = await askAct(found.id, { act: name, ...fields, revision });
    file.form = null;
    file.done = name;
    await reloadCase();
    return true;
  } catch (error) {
    actFault.value = faultOf(error);
    // A refusal because of what others did: show how it stands now, and keep what was typed.
    if (actFault.value.status === 409) await reloadCase();
    return false;
  } finally {
    file.acting = false;
  }
}

export async function upload(chosen: File): Promise<boolean> {
  const found = opened.value;
  if (!found || file.acting) return false;
  file.acting = true;
  actFault.value = null;
  try {
    await askAttach(found.id, chosen);
    file.form = null;
    file.done = 'attach';
    await reloadCase();
    return true;
  } catch (error) {
    actFault.value = faultOf(error);
    return false;
  } finally {
    file.acting = false;
  }
}
