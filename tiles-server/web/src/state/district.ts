import { ref, shallowRef } from 'vue';
import { fetchDistrict } from '../api/client';
import { ApiFault } from '../api/problem';
import type { District } from '../api/types';

const RETRY_MS = 5_000;

export const district = shallowRef<District | null>(null);
export const districtFault = shallowRef<ApiFault | null>(null);
export const districtLoading = ref(false);
let timer: ReturnType<typeof setTimeout> | undefined;

/** Loads the district; while the server cannot be reached it tries again by itself. */
export async function loadDistrict(): Promise<void> {
  clearTimeout(timer);
  districtLoading.value = true;
  try {
    district.value = await fetchDistrict();
    districtFault.value = null;
  } catch (error) {
    districtFault.value = error instanceof ApiFault ? error : new ApiFault('malformed');
    timer = setTimeout(() => void loadDistrict(), RETRY_MS);
  } finally {
    districtLoading.value = false;
  }
}
