// Keeps the page's address and its state the same thing.
import { watch } from 'vue';
import { readPermalink, writePermalink, type PageState } from '../format/permalink';
import { language } from '../i18n';
import { ask, clearAnswer, question } from './locate';
import { planOn, plansInOrder, choosePlan, shownPlan, today, view } from './view';
import { district } from './district';
import { place as desk } from './desk-place';
import { gaps } from './gaps';
import { choice } from './analysis/choice';
import { emptyAnalysis, type AnalysisView } from '../format/analysis-link';

const LANGUAGE_KEY = 'gridward-language';
let written = '';
let planWanted: number | null = null;

function currentState(full: boolean, analysis: AnalysisView = choice): PageState {
  const plain = !full && view.asOf === null;
  return {
    page: view.page,
    at: question.at,
    datum: question.datum,
    accuracy_m: question.accuracy_m,
    plan: plain || !district.value ? planWanted : (shownPlan.value?.number ?? null),
    asOf: view.asOf,
    layers: view.layers,
    hover: view.hover,
    gaps: gaps.on ? gaps.of : null,
    camera: view.cameraTouched || full ? view.camera : null,
    queue: view.page === 'dispatch' ? desk.queue : null,
    caseId: view.page === 'dispatch' ? desk.caseId : null,
    analysis: view.page === 'analysis' ? { ...analysis } : null,
    language: full || language.value !== 'zh-CN' ? language.value : null,
  };
}

/** A link that shows somebody else exactly this: the plan and the language are always said. */
export function permalink(analysis?: AnalysisView): string {
  const { origin, pathname } = window.location;
  return `${origin}${pathname}${writePermalink(currentState(true, analysis))}`;
}

function restore(hash: string): void {
  const state = readPermalink(hash);
  view.page = state.page;
  view.layers = state.layers;
  view.hover = state.hover;
  gaps.on = state.gaps !== null;
  gaps.of = state.gaps ?? 'published';
  view.asOf = state.asOf;
  view.camera = state.camera;
  view.cameraTouched = state.camera !== null;
  planWanted = state.plan;
  desk.queue = state.queue;
  desk.caseId = state.caseId;
  if (state.page === 'analysis') Object.assign(choice, state.analysis ?? emptyAnalysis());
  language.value = state.language ?? rememberedLanguage();
  question.accuracy_m = state.accuracy_m;
  question.datum = state.datum;
  if (state.at) question.at = state.at;
  else clearAnswer();
}

function rememberedLanguage(): 'zh-CN' | 'en' {
  try {
    return localStorage.getItem(LANGUAGE_KEY) === 'en' ? 'en' : 'zh-CN';
  } catch {
    return 'zh-CN';
  }
}

/** A link names a plan; the question is asked with a date on which that plan holds. */
function applyWantedPlan(): void {
  if (planWanted === null || !district.value) return;
  const wanted = planWanted;
  planWanted = null;
  const shown = planOn(view.asOf ?? today());
  if (shown?.number !== wanted && plansInOrder.value.some((p) => p.number === wanted)) choosePlan(wanted);
}

export function startAddress(): void {
  restore(window.location.hash);
  window.addEventListener('hashchange', () => {
    if (window.location.hash === written) return;
    restore(window.location.hash);
    applyWantedPlan();
    void ask();
  });
  watch(district, (found) => {
    if (!found) return;
    applyWantedPlan();
    void ask();
  });
  watch(
    () => writePermalink(currentState(false)),
    (hash) => {
      written = hash;
      if (window.location.hash !== hash) window.history.replaceState(null, '', hash);
    },
  );
  watch(language, (now) => {
    try {
      localStorage.setItem(LANGUAGE_KEY, now);
    } catch {
      // Private windows may refuse storage; the choice then lasts for this page.
    }
  });
}
