use super::*;

fn waiting() -> Delivery {
    Delivery {
        number: 1,
        event: EventNumber(1),
        case: CaseNumber(0),
        to: UnitCode::new("T01"),
        body: "{}".into(),
        state: DeliveryState::Waiting,
        attempts: 0,
        next_at: Timestamp::UNIX_EPOCH,
        last_error: None,
    }
}

#[test]
fn waits_grow_from_five_minutes_over_thirty_to_the_longest() {
    let minutes: Vec<i64> = (0..9).map(|failures| Backoff::default().wait(failures).as_mins()).collect();
    assert_eq!(minutes, [0, 5, 30, 60, 120, 240, 480, 960, 1440]);
    for failures in [31, 33, 34, 64, u32::MAX] {
        assert_eq!(Backoff::default().wait(failures), Backoff::default().longest, "{failures}");
    }
}

#[test]
fn a_delivery_that_fails_to_the_last_attempt_is_dead_and_says_why() {
    let backoff = Backoff { attempts: 3, ..Backoff::default() };
    let mut delivery = waiting();
    let mut now = Timestamp::UNIX_EPOCH;
    for attempt in 1..=3 {
        assert_eq!(delivery.state, DeliveryState::Waiting);
        delivery = delivery.failed(now, "refused", &backoff);
        assert_eq!(delivery.attempts, attempt);
        assert!(delivery.next_at > now);
        now = delivery.next_at;
    }
    assert_eq!(delivery.state, DeliveryState::Dead);
    assert_eq!(delivery.last_error.as_deref(), Some("refused"));
    let again = delivery.revived(now);
    assert_eq!((again.state, again.attempts, again.next_at), (DeliveryState::Waiting, 0, now));
    assert_eq!(again.delivered().state, DeliveryState::Delivered);
}
