//! Did the map tell where cases would come? Measures of forecasts (预测精度), and back-tests of maps against plain counts.

mod backtest;
mod measures;
mod scores;

pub use backtest::{Backtest, BacktestError, Method, MethodRecord, Window, WindowScore, backtest};
pub use measures::{Accuracy, AccuracyError, accuracy, hit_rate_curve};
pub use scores::kernel_scores;

#[cfg(test)]
mod golden_tests;
