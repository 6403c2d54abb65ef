// From a figure to a case: the dispatch page opens it.
import { place } from '../desk-place';
import { view } from '../view';

export function openCase(id: string): void {
  place.caseId = id;
  view.page = 'dispatch';
}
