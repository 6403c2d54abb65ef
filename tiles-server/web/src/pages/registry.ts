import { defineAsyncComponent, type Component } from 'vue';
import type { IconName } from '../components/icons';
import type { Dictionary } from '../i18n';
import LocatePage from './LocatePage.vue';

export interface Page {
  name: string;
  icon: IconName;
  title: (words: Dictionary) => string;
  component: Component;
}

/** The pages that exist, in the order of the rail. A new page is one more entry; nothing is listed before it works. */
export const pages: readonly Page[] = [
  { name: 'locate', icon: 'locate', title: (words) => words.nav.locate, component: LocatePage },
  { name: 'dispatch', icon: 'dispatch', title: (words) => words.nav.dispatch, component: defineAsyncComponent(() => import('./DispatchPage.vue')) },
  { name: 'analysis', icon: 'chart', title: (words) => words.nav.analysis, component: defineAsyncComponent(() => import('./AnalysisPage.vue')) },
];

export const pageNamed = (name: string): Page => pages.find((page) => page.name === name) ?? pages[0]!;
