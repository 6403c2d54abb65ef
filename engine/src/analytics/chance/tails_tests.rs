use super::*;

#[test]
fn a_sample_never_gives_zero_and_the_whole_null_is_exact() {
    let sampled = Tails::sampled(0, 999, 999);
    assert_eq!(sampled.p_greater(), 0.001);
    assert_eq!(sampled.p_lesser(), 1.0);
    assert_eq!(sampled.p_two_sided(), 0.002);
    let whole = Tails::whole(145_539.0, 49_042.0, 194_580.0);
    assert_eq!(whole.p_greater(), 145_539.0 / 194_580.0);
    assert_eq!(whole.p_two_sided(), 2.0 * (49_042.0 / 194_580.0));
    assert_eq!(whole.mirrored().p_lesser(), whole.p_greater());
}

#[test]
fn two_sided_never_exceeds_one() {
    assert_eq!(Tails::sampled(999, 999, 999).p_two_sided(), 1.0);
    assert_eq!(Tails::sampled(600, 600, 999).p_two_sided(), 1.0);
}

#[test]
fn normal_tails_are_those_of_the_tables() {
    for (z, p) in [(0.0, 1.0), (1.959_963_984_540_054, 0.05), (2.575_829_303_548_901, 0.01)] {
        assert!((two_sided_normal(z) - p).abs() < 1e-15, "{z}");
        assert!((two_sided_normal(-z) - p).abs() < 1e-15, "{z}");
        assert!((upper_normal(z) - p / 2.0).abs() < 1e-15, "{z}");
    }
    assert!((two_sided_normal(6.0) / 1.973_175_290_075_396_7e-9 - 1.0).abs() < 1e-12);
}
