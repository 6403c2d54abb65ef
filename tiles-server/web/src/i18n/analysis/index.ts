// The analysis page brings its own words, so that the other pages do not load them.
import { computed } from 'vue';
import { language } from '..';
import { analysisEn } from './en';
import { analysisZh } from './zh-CN';

type Shape<T> = { [K in keyof T]: T[K] extends string ? string : Shape<T[K]> };
export type AnalysisWords = Shape<typeof analysisZh>;

export const aw = computed<AnalysisWords>(() => (language.value === 'en' ? analysisEn : analysisZh));
