// What the map is about, told by the page that is open: a place, the cells to mark, and what a chosen place means.
import { computed, shallowReactive, type Ref } from 'vue';
import type { Coordinates } from '../format/coordinates';
import { view } from './view';

/** Of a layer: the owning cell and the one beyond the nearest border. */
export interface Mark {
  code: string | null;
  rival: string | null;
}

export interface MapDot {
  id: string;
  at: Coordinates;
  late: boolean;
  chosen: boolean;
}

export interface Subject {
  /** In WGS84. */
  place: Readonly<Ref<Coordinates | null>>;
  accuracy_m: Readonly<Ref<number>>;
  marks: Readonly<Ref<Record<string, Mark>>>;
  dots: Readonly<Ref<readonly MapDot[]>>;
  /** The map shall move to the place once it is known: typed places, not clicks. */
  revealWanted: Ref<boolean>;
  pick(at: Coordinates): void;
  open?(id: string): void;
}

const subjects = shallowReactive<Record<string, Subject>>({});

export function addSubject(page: string, subject: Subject): void {
  subjects[page] = subject;
}

export const subject = computed<Subject | null>(() => subjects[view.page] ?? subjects.locate ?? null);
