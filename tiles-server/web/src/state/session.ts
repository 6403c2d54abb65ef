// Who is signed in. The token lives in this tab's session storage only, and goes when the tab goes.
import { computed, reactive, shallowRef } from 'vue';
import { fetchMe, signIn as askSignIn, signOut as askSignOut } from '../api/dispatch';
import type { Account, UnitRef } from '../api/dispatch-types';
import { onRefusedToken, useToken } from '../api/http';
import { ApiFault } from '../api/problem';

const KEY = 'gridward-session';

export const session = reactive({
  /** Not asked yet whether a token from before still holds. */
  known: false,
  account: null as Account | null,
  busy: false,
  /** The session ended by itself. */
  expired: false,
});
export const sessionFault = shallowRef<ApiFault | null>(null);

export const myUnit = computed<string | null>(() => {
  const unit = session.account?.unit ?? null;
  return typeof unit === 'string' ? unit : ((unit as UnitRef | null)?.code ?? null);
});

function keep(token: string | null): void {
  useToken(token);
  try {
    if (token === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, token);
  } catch {
    // Without storage the session lasts until the page is reloaded.
  }
}

function kept(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

const faultOf = (error: unknown): ApiFault => (error instanceof ApiFault ? error : new ApiFault('malformed'));

/** Asks who one is: with the token of before, or without any where the server wants none. */
export async function resumeSession(): Promise<void> {
  useToken(kept());
  sessionFault.value = null;
  try {
    const me = await fetchMe();
    session.account = me.account ? me : null;
  } catch (error) {
    session.account = null;
    const fault = faultOf(error);
    // 401 only means that nobody is signed in.
    if (fault.status === 401) keep(null);
    else sessionFault.value = fault;
  }
  session.known = true;
}

export async function signIn(account: string, password: string): Promise<void> {
  session.busy = true;
  sessionFault.value = null;
  try {
    const found = await askSignIn(account, password);
    keep(found.token);
    session.account = { account: found.account, role: found.role, unit: found.unit };
    session.expired = false;
  } catch (error) {
    sessionFault.value = faultOf(error);
  } finally {
    session.busy = false;
  }
}

export async function signOut(): Promise<void> {
  // The page forgets at once, also where the server cannot be told.
  const told = askSignOut().catch(() => undefined);
  session.account = null;
  session.expired = false;
  await told;
  keep(null);
}

onRefusedToken(() => {
  keep(null);
  if (!session.account) return;
  session.account = null;
  session.expired = true;
});
