//! Order, failures and ends.

use super::*;

fn run(threads: usize, count: u32, fails_at: Option<u32>) -> (Vec<u32>, Option<String>) {
    let (mut at, mut taken) = (0, Vec::new());
    let next = || {
        at += 1;
        Ok((at <= count).then_some(at))
    };
    let work = |number: u32| {
        // The slow ones do not come last.
        std::thread::sleep(std::time::Duration::from_micros(u64::from(number * 7_919 % 300)));
        if fails_at == Some(number) { Err(Failure::data(format!("{number} fails"))) } else { Ok(number * 10) }
    };
    let done = in_order(threads, next, work, |result| {
        taken.push(result);
        Ok(())
    });
    (taken, done.err().map(|failure| failure.to_string()))
}

#[test]
fn results_come_in_the_order_of_the_things_at_any_number_of_threads() {
    for threads in [0, 1, 2, 5] {
        for count in [0, 1, 2, 40] {
            assert_eq!(run(threads, count, None), ((1..=count).map(|number| number * 10).collect(), None));
        }
    }
}

#[test]
fn what_was_done_before_the_first_failure_is_taken_and_nothing_after_it() {
    for threads in [1, 2, 5] {
        let wanted = (1..17).map(|number| number * 10).collect();
        assert_eq!(run(threads, 40, Some(17)), (wanted, Some("17 fails".into())));
    }
}

#[test]
fn a_source_that_fails_ends_it_with_its_failure() {
    let mut at = 0;
    let next = || {
        at += 1;
        if at < 6 { Ok(Some(at)) } else { Err(Failure::data("the file ends early")) }
    };
    let mut taken = Vec::new();
    let done = in_order(3, next, Ok, |number| {
        taken.push(number);
        Ok(())
    });
    assert_eq!((taken, done.unwrap_err().to_string()), (vec![1, 2, 3, 4, 5], "the file ends early".into()));
}

#[test]
fn a_taker_that_fails_stops_all_threads() {
    let done = in_order(2, || Ok(Some(())), Ok, |()| Err(Failure::data("the disk is full")));
    assert_eq!(done.unwrap_err().to_string(), "the disk is full");
}
