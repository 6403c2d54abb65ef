// Where in the dispatch page one is, as the address says it; the page itself follows.
import { reactive } from 'vue';

export const place = reactive({
  /** The list that is shown; null is one's own unit's. */
  queue: null as string | null,
  /** The case that is open. */
  caseId: null as string | null,
});
