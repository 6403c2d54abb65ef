//! How often somebody may guess a password.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// Failed guesses at one account from one address before it must wait.
const GUESSES_PER_ACCOUNT: u32 = 5;
/// Failed guesses from one address at any account before it must wait.
const GUESSES_PER_ADDRESS: u32 = 50;
/// How long guesses are remembered.
const MEMORY: SignedDuration = SignedDuration::from_mins(15);
/// How many guessers are remembered; past it the oldest are forgotten.
const GUESSERS: usize = 10_000;

#[derive(Debug, Clone, Copy)]
struct Guesses {
    count: u32,
    since: Timestamp,
}

type Guesser = (IpAddr, Option<String>);

/// Failed sign-ins of the last minutes. Counted by address as well as account, so that a stranger cannot lock out the owner.
#[derive(Debug, Default)]
pub struct Attempts(Mutex<BTreeMap<Guesser, Guesses>>);

impl Attempts {
    /// # Errors
    /// The seconds to wait, from 1.
    pub fn check(&self, from: IpAddr, account: &str, now: Timestamp) -> Result<(), u64> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let keys =
            [((from, Some(account.to_owned())), GUESSES_PER_ACCOUNT), ((from, None), GUESSES_PER_ADDRESS)];
        for (key, most) in keys {
            let Some(guesses) = all.get(&key).filter(|guesses| guesses.count >= most) else { continue };
            let left = MEMORY - now.duration_since(guesses.since);
            if left.is_positive() {
                return Err(u64::try_from(left.as_secs()).unwrap_or(0) + 1);
            }
        }
        Ok(())
    }

    /// Counts a guess before it is judged, so that many at once do not slip through.
    pub fn count(&self, from: IpAddr, account: &str, now: Timestamp) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= GUESSERS {
            all.retain(|_, guesses| now.duration_since(guesses.since) < MEMORY);
        }
        if all.len() >= GUESSERS
            && let Some(oldest) =
                all.iter().min_by_key(|(_, guesses)| guesses.since).map(|(key, _)| key.clone())
        {
            all.remove(&oldest);
        }
        for key in [(from, Some(account.to_owned())), (from, None)] {
            let guesses = all.entry(key).or_insert(Guesses { count: 0, since: now });
            if now.duration_since(guesses.since) >= MEMORY {
                *guesses = Guesses { count: 0, since: now };
            }
            guesses.count = guesses.count.saturating_add(1);
        }
    }

    /// Forgets the guesses of somebody who knew the password.
    pub fn clear(&self, from: IpAddr, account: &str) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(&(from, Some(account.to_owned())));
        if let Some(guesses) = all.get_mut(&(from, None)) {
            guesses.count = guesses.count.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
    }

    #[test]
    fn the_sixth_guess_waits_and_another_address_does_not() {
        let (attempts, here) = (Attempts::default(), IpAddr::from([10, 0, 0, 1]));
        for _ in 0..5 {
            assert_eq!(attempts.check(here, "li", at(0)), Ok(()));
            attempts.count(here, "li", at(0));
        }
        assert_eq!(attempts.check(here, "li", at(1)), Err(841));
        assert_eq!(attempts.check(here, "wang", at(1)), Ok(()));
        assert_eq!(attempts.check(IpAddr::from([10, 0, 0, 2]), "li", at(1)), Ok(()));
        assert_eq!(attempts.check(here, "li", at(15)), Ok(()), "it is forgotten in time");
    }

    #[test]
    fn guesses_over_many_accounts_are_counted_together() {
        let (attempts, here) = (Attempts::default(), IpAddr::from([10, 0, 0, 1]));
        (0..50).for_each(|n| attempts.count(here, &n.to_string(), at(0)));
        assert!(attempts.check(here, "new", at(0)).is_err());
    }

    #[test]
    fn whoever_knew_the_password_starts_anew() {
        let (attempts, here) = (Attempts::default(), IpAddr::from([10, 0, 0, 1]));
        (0..5).for_each(|_| attempts.count(here, "li", at(0)));
        attempts.clear(here, "li");
        assert_eq!(attempts.check(here, "li", at(0)), Ok(()));
    }
}
