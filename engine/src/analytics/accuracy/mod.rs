//! Did the map tell where cases would come? Measures of forecasts (预测精度), back-tests of maps against plain counts, and points on which cases pile up.

mod backtest;
mod measures;
mod piles;
mod scores;

pub use backtest::{Backtest, BacktestError, Method, MethodRecord, Window, WindowScore, backtest};
pub use measures::{Accuracy, AccuracyError, accuracy, hit_rate_curve};
pub use piles::{Pile, piles};
pub use scores::kernel_scores;

#[cfg(test)]
mod golden_tests;
