//! Colour ramps (色带) by name. None is a rainbow: their lightness runs one way, or from a middle both ways.

use std::fmt;
use std::str::FromStr;

/// Red, green and blue, sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rgb(pub [u8; 3]);

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// A ramp of colours.
///
/// # References
/// F. Crameri, G. E. Shephard, P. J. Heron (2020): The misuse of colour in science communication, doi:10.1038/s41467-020-19160-7.
/// Cividis: J. R. Nuñez, C. R. Anderton, R. S. Renslow (2018), doi:10.1371/journal.pone.0199239. Viridis: S. van der Walt,
/// N. Smith (2015), published to the public domain. Batlow and vik: F. Crameri (2018), doi:10.5281/zenodo.1243862.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Ramp {
    /// Dark blue to yellow; the same to those who see no red or no green.
    #[default]
    Cividis,
    /// Violet over green to yellow.
    Viridis,
    /// Dark blue over green to pale pink.
    Batlow,
    /// Two-sided, for change: blue below, pale in the middle, brown above.
    Vik,
    /// Dark to pale grey, for print.
    Grey,
}

/// A name that no ramp has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no colour ramp “{0}”; there are cividis, viridis, batlow, vik, grey")]
pub struct UnknownRamp(pub String);

impl Ramp {
    /// All ramps.
    pub const ALL: [Self; 5] = [Self::Cividis, Self::Viridis, Self::Batlow, Self::Vik, Self::Grey];

    /// Its name in addresses and legends.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cividis => "cividis",
            Self::Viridis => "viridis",
            Self::Batlow => "batlow",
            Self::Vik => "vik",
            Self::Grey => "grey",
        }
    }

    /// Whether it has a middle, for values of either sign.
    #[must_use]
    pub const fn is_two_sided(self) -> bool {
        matches!(self, Self::Vik)
    }

    /// The colour at a share of the ramp, 0 for its first and 1 for its last; beyond them, those.
    ///
    /// # Example
    /// ```
    /// use gridward::tiles::colour::Ramp;
    /// assert_eq!(Ramp::Cividis.at(1.0).to_string(), "#fee838");
    /// ```
    #[must_use]
    pub fn at(self, share: f64) -> Rgb {
        let anchors = self.anchors();
        let last = anchors.len().saturating_sub(1);
        let along = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 } * last as f64;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 to the number of anchors"
        )]
        let from = (along.floor() as usize).min(last.saturating_sub(1));
        let part = along - from as f64;
        let anchor = |at: usize| anchors.get(at).copied().unwrap_or_default().to_be_bytes();
        let ([_, a, b, c], [_, d, e, f]) = (anchor(from), anchor(from + 1));
        let between = |low: u8, high: u8| {
            let exact = f64::from(low) + (f64::from(high) - f64::from(low)) * part;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between two bytes")]
            let byte = exact.round() as u8;
            byte
        };
        Rgb([between(a, d), between(b, e), between(c, f)])
    }

    /// Colours at even distances; between them they are linear in sRGB.
    const fn anchors(self) -> &'static [u32] {
        match self {
            Self::Cividis => &CIVIDIS,
            Self::Viridis => &VIRIDIS,
            Self::Batlow => &BATLOW,
            Self::Vik => &VIK,
            Self::Grey => &[0x0020_2020, 0x00f0_f0f0],
        }
    }
}

impl FromStr for Ramp {
    type Err = UnknownRamp;

    fn from_str(name: &str) -> Result<Self, UnknownRamp> {
        Self::ALL.into_iter().find(|ramp| ramp.name() == name).ok_or_else(|| UnknownRamp(name.to_owned()))
    }
}

const VIRIDIS: [u32; 33] = [
    0x0044_0154,
    0x0047_0d60,
    0x0048_186a,
    0x0048_2374,
    0x0047_2d7b,
    0x0045_3781,
    0x0042_4086,
    0x003e_4989,
    0x003b_528b,
    0x0037_5b8d,
    0x0033_638d,
    0x002f_6b8e,
    0x002c_728e,
    0x0029_7a8e,
    0x0026_828e,
    0x0023_898e,
    0x0021_918c,
    0x001f_988b,
    0x001f_a088,
    0x0022_a785,
    0x0028_ae80,
    0x0032_b67a,
    0x003f_bc73,
    0x004e_c36b,
    0x005e_c962,
    0x0070_cf57,
    0x0084_d44b,
    0x0098_d83e,
    0x00ad_dc30,
    0x00c2_df23,
    0x00d8_e219,
    0x00ec_e51b,
    0x00fd_e725,
];
const CIVIDIS: [u32; 33] = [
    0x0000_224e,
    0x0000_285b,
    0x0000_2e6a,
    0x0005_3371,
    0x001a_386f,
    0x0027_3e6e,
    0x0032_436d,
    0x003b_496c,
    0x0043_4e6c,
    0x004b_546c,
    0x0053_5a6d,
    0x005a_5f6e,
    0x0061_656f,
    0x0068_6a71,
    0x006f_7073,
    0x0076_7676,
    0x007d_7c78,
    0x0084_8279,
    0x008c_8878,
    0x0093_8e78,
    0x009b_9476,
    0x00a3_9a74,
    0x00ab_a072,
    0x00b4_a76f,
    0x00bc_ae6c,
    0x00c4_b468,
    0x00cd_bb63,
    0x00d5_c25e,
    0x00de_c958,
    0x00e7_d150,
    0x00f0_d846,
    0x00f9_e03a,
    0x00fe_e838,
];
const BATLOW: [u32; 33] = [
    0x0001_1959,
    0x0008_255b,
    0x000d_315d,
    0x000f_3b5f,
    0x0011_4360,
    0x0013_4b61,
    0x0017_5262,
    0x001b_5962,
    0x0022_6061,
    0x002b_655e,
    0x0035_6a59,
    0x0041_6f53,
    0x004d_734d,
    0x005a_7745,
    0x0067_7b3e,
    0x0074_7e38,
    0x0082_8231,
    0x0091_862d,
    0x00a1_8a2b,
    0x00b1_8d2f,
    0x00c0_9036,
    0x00cf_9340,
    0x00dd_954d,
    0x00e9_995c,
    0x00f2_9d6d,
    0x00f9_a380,
    0x00fc_a993,
    0x00fd_afa5,
    0x00fd_b4b6,
    0x00fd_bac7,
    0x00fc_c0d8,
    0x00fb_c6ea,
    0x00fa_ccfa,
];
const VIK: [u32; 33] = [
    0x0000_1261,
    0x0002_1f69,
    0x0002_2b71,
    0x0002_3779,
    0x0003_4481,
    0x0005_5189,
    0x000c_5e92,
    0x001c_6d9c,
    0x0030_7da6,
    0x0048_8db2,
    0x0061_9ebd,
    0x007a_aec8,
    0x0094_bed2,
    0x00ad_cddd,
    0x00c6_dbe6,
    0x00de_e6e9,
    0x00ec_e5e0,
    0x00ee_d9cd,
    0x00e9_cab8,
    0x00e2_baa2,
    0x00db_aa8d,
    0x00d5_9b79,
    0x00cf_8c66,
    0x00c9_7e53,
    0x00c2_7041,
    0x00bc_622f,
    0x00b2_511d,
    0x00a3_3e0d,
    0x0091_2d06,
    0x0081_1f06,
    0x0073_1406,
    0x0065_0907,
    0x0059_0008,
];

#[cfg(test)]
#[path = "ramp_tests.rs"]
mod tests;
