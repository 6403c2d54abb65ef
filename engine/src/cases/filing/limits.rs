//! Limits in the words of Chinese tables: `4小时`, `2紧急工作时`, `1紧急工作时制止/恢复3天`, `两个工作日`, `半小时`.

use crate::calendar::{Limit, LimitUnit, Milestone};

/// What is said of words that are no limit.
pub(super) const HOW: &str = "no limit; write an amount and a unit such as 4小时, 5天, 2紧急工作时, stages apart by / such as 制止1紧急工作时/恢复3天";

/// Why words are no limit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{words}” is {HOW}")]
pub struct LimitWordsError {
    /// What was given.
    pub words: String,
}

/// The units by their words, the longer before those that they end with.
const UNITS: [(&str, LimitUnit); 18] = [
    ("紧急工作分钟", LimitUnit::UrgentMinute),
    ("紧急工作小时", LimitUnit::UrgentHour),
    ("紧急工作时", LimitUnit::UrgentHour),
    ("紧急工作日", LimitUnit::UrgentDay),
    ("紧急分钟", LimitUnit::UrgentMinute),
    ("紧急小时", LimitUnit::UrgentHour),
    ("工作分钟", LimitUnit::WorkingMinute),
    ("工作小时", LimitUnit::WorkingHour),
    ("工作时", LimitUnit::WorkingHour),
    ("工作日", LimitUnit::WorkingDay),
    ("工作天", LimitUnit::WorkingDay),
    ("自然日", LimitUnit::NaturalDay),
    ("自然天", LimitUnit::NaturalDay),
    ("分钟", LimitUnit::WorkingMinute),
    ("小时", LimitUnit::WorkingHour),
    ("天", LimitUnit::WorkingDay),
    ("日", LimitUnit::WorkingDay),
    ("时", LimitUnit::WorkingHour),
];
/// Stages that a limit may have.
const MOST_STAGES: usize = 8;

/// The stages of a limit in words, in their order; none for a dash or nothing. Full-width digits, Chinese numbers, spaces,
/// `个`, `内` and half hours are taken; a name may stand before or after the amount.
///
/// # Errors
/// [`LimitWordsError`] with the words that are no limit: a limit is never guessed.
pub fn read_limit_words(words: &str) -> Result<Vec<Milestone>, LimitWordsError> {
    let wrong = || LimitWordsError { words: words.trim().to_owned() };
    let spaced: String = words.chars().map(narrow).collect();
    // 2 3天 is not 23 days.
    let pieces: Vec<&str> = spaced.split_whitespace().collect();
    let digits_meet = |(a, b): (&&str, &&str)| {
        a.ends_with(|c: char| c.is_ascii_digit()) && b.starts_with(|c: char| c.is_ascii_digit())
    };
    if pieces.iter().zip(pieces.iter().skip(1)).any(digits_meet) {
        return Err(wrong());
    }
    let narrow = pieces.concat();
    if matches!(narrow.as_str(), "" | "-" | "—" | "——" | "无") {
        return Ok(Vec::new());
    }
    let stages: Vec<&str> =
        narrow.split(['/', ';', ',', '、', '，', '；']).filter(|stage| !stage.is_empty()).collect();
    if stages.is_empty() || stages.len() > MOST_STAGES {
        return Err(wrong());
    }
    stages.into_iter().map(|stage| milestone(stage).ok_or_else(wrong)).collect()
}

/// A limit's stages as the trade writes them; a dash for none.
#[must_use]
pub fn limit_words(limits: &[Milestone]) -> String {
    if limits.is_empty() {
        return "-".to_owned();
    }
    let stages: Vec<String> = limits
        .iter()
        .map(|Milestone { name, limit }| {
            let unit = match limit.unit {
                LimitUnit::WorkingDay => "天",
                LimitUnit::WorkingHour => "小时",
                LimitUnit::WorkingMinute => "分钟",
                unit => unit.as_zh(),
            };
            format!("{name}{}{unit}", limit.amount)
        })
        .collect();
    stages.join("/")
}

/// Full-width forms as narrow ones.
pub(super) fn narrow(c: char) -> char {
    match u32::from(c) {
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(c),
        0x3000 => ' ',
        _ => c,
    }
}

/// One stage: a name, an amount, a unit, a name; not two names.
fn milestone(stage: &str) -> Option<Milestone> {
    let starts = |c: char| c.is_ascii_digit() || numeral(c).is_some() || c == '半';
    let at = stage.find(starts)?;
    let (before, rest) = stage.split_at_checked(at)?;
    let end = rest.find(|c: char| !starts(c)).unwrap_or(rest.len());
    let (amount, rest) = rest.split_at_checked(end)?;
    let rest = rest.strip_prefix('个').unwrap_or(rest);
    let (unit, after) =
        UNITS.iter().find_map(|(word, unit)| rest.strip_prefix(word).map(|after| (*unit, after)))?;
    let after = ["以内", "之内", "内"].iter().find_map(|word| after.strip_prefix(word)).unwrap_or(after);
    let before = before.trim_matches([':', '(', ')']);
    let after = after.trim_matches([':', '(', ')']);
    let name = match (before, after) {
        (name, "") | ("", name) if !name.chars().any(|c| c.is_ascii_digit()) => name,
        _ => return None,
    };
    let limit = limit(amount, unit)?;
    (limit.amount > 0).then(|| Milestone { name: name.to_owned(), limit })
}

/// An amount of a unit; a half is halved into the next smaller unit on the same clock.
fn limit(amount: &str, unit: LimitUnit) -> Option<Limit> {
    if amount == "半" {
        return match unit {
            LimitUnit::WorkingHour => Some(Limit { amount: 30, unit: LimitUnit::WorkingMinute }),
            LimitUnit::UrgentHour => Some(Limit { amount: 30, unit: LimitUnit::UrgentMinute }),
            LimitUnit::UrgentDay | LimitUnit::NaturalDay => {
                Some(Limit { amount: 12, unit: LimitUnit::UrgentHour })
            }
            // Half a working day depends on how a day is read.
            _ => None,
        };
    }
    let amount = match amount.parse() {
        Ok(amount) => amount,
        Err(_) => chinese(amount)?,
    };
    Some(Limit { amount, unit })
}

fn numeral(c: char) -> Option<u32> {
    let digits = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];
    let digit = digits.iter().position(|&digit| digit == c).or((c == '两').then_some(2))?;
    u32::try_from(digit).ok()
}

/// A Chinese number up to 99.
fn chinese(words: &str) -> Option<u32> {
    let values = words.chars().map(numeral).collect::<Option<Vec<u32>>>()?;
    match values.as_slice() {
        [one] => Some(*one),
        [10, ones] if *ones < 10 => Some(10 + ones),
        [tens, 10] if (1..10).contains(tens) => Some(tens * 10),
        [tens, 10, ones] if (1..10).contains(tens) && *ones < 10 => Some(tens * 10 + ones),
        _ => None,
    }
}
