//! Loops over many numbers, run with the widest registers that the processor has (宽寄存器).
//!
//! Lanes are independent and nothing is fused or reordered, so that every processor gives the same bits.

use pulp::{Arch, Simd, WithSimd};

/// Work that is compiled for several processors; all of it must be inlined into [`Self::run`].
pub(super) trait Wide {
    /// What it makes.
    type Made;

    /// Does it. `#[inline(always)]` on every implementation, or it stays as narrow as the rest of the program.
    fn run(self) -> Self::Made;
}

struct Inlined<W>(W);

impl<W: Wide> WithSimd for Inlined<W> {
    type Output = W::Made;

    #[expect(clippy::inline_always, reason = "compiled with wide registers only where it is inlined")]
    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> W::Made {
        self.0.run()
    }
}

/// Does some work as it was compiled for the processor at hand: with AVX2 where it has it.
pub(super) fn widest<W: Wide>(work: W) -> W::Made {
    Arch::new().dispatch(Inlined(work))
}
