//! Loops over many numbers, run with the widest registers that the processor has (宽寄存器).
//!
//! Lanes are independent and nothing is fused or reordered, so that every processor gives the same bits.

/// Does some work compiled for the processor at hand: with AVX2 or wider where it has it.
#[inline(always)]
pub(super) fn widest<R>(work: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(work)
}
