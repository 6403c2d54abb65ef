use super::super::prove;
use crate::ids::CellIndex;
use crate::rules::fixture_for_tests::bound;

#[test]
fn a_hole_is_told_in_both_languages_with_names() {
    let bound = bound("all,,,,,,,,unit:D,,,,\nk,town:T1,E0401,,,,,,territory:district,,,,\n", "");
    assert!(prove(&bound).findings.is_empty());
    let bound = self::bound("e,,E,,,,,,unit:P,,,,\na,,A,,,,,,unit:P,,,,\n", "");
    let proof = prove(&bound);
    let one = &proof.findings[0];
    assert_eq!(one.words(&bound).zh, "无主：没有规则适用");
    let words = one.boxes[0].words(&bound);
    assert_eq!(words.zh, "类别：部件（C）；性质：管理类");
    assert_eq!(words.en, "class: Components (C); kind: management");
}

#[test]
fn a_tie_names_its_rules() {
    let bound = bound("a,,,,,,,,unit:D,,,,\nb,,,,,,,,unit:P,,,,\n", "");
    let words = prove(&bound).findings[0].words(&bound);
    assert_eq!(
        (words.zh.as_str(), words.en.as_str()),
        ("多头管辖：规则 a、b 不分先后", "two owners: rules a, b tie")
    );
}

#[test]
fn boxes_know_their_cells_and_count_the_same_as_the_map_of_cells() {
    let bound =
        bound("all,town:T1,,,,,,,unit:D,,,,\nb,unit-grid:U5,E,,,,,,unit:P,,,,\n", ",A,,,,甲,另行受理\n");
    let proof = prove(&bound);
    for (cell, counts) in (0u32..).zip(proof.per_cell(&bound)) {
        let mut sum = (0, 0);
        for finding in &proof.findings {
            for one in finding.boxes.iter().filter(|one| one.has_cell(CellIndex(cell), &bound)) {
                assert!(one.cells(&bound).contains(&CellIndex(cell)));
                let side = if finding.accepted.is_some() { &mut sum.1 } else { &mut sum.0 };
                *side += one.combinations_a_cell();
            }
        }
        assert_eq!(sum, (counts.holes + counts.ties, counts.accepted), "cell {cell}");
    }
}
