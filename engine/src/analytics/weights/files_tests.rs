use proptest::prelude::*;

use super::*;

fn square() -> Weights {
    Weights::binary(vec![vec![1, 2], vec![0], vec![0], vec![]]).unwrap()
}

#[test]
fn what_is_written_is_read_again() {
    let named: Vec<String> = ["a", "b", "c", "沪"].map(str::to_owned).to_vec();
    for names in [Names::Numbers(4), Names::Given(&named)] {
        for form in [FileForm::Gal, FileForm::Gwt, FileForm::Json] {
            for weights in [square(), square().standardised()] {
                let text = write_weights(&weights, form, &names);
                let read = read_weights(&text, form, &names).unwrap();
                let right = if form == FileForm::Gal { square() } else { weights };
                let pairs = |weights: &Weights| -> Vec<Vec<(u32, f64)>> {
                    weights.rows().map(|row| row.pairs().collect()).collect()
                };
                assert_eq!(pairs(&read), pairs(&right), "{form:?} {text}");
            }
        }
    }
}

#[test]
fn files_of_other_programs_are_read() {
    let gal = "0 3 columbus POLYID\n1 2\n2 3\n2 1\n1\n3 1\n1\n";
    let read = read_weights(gal, FileForm::Gal, &Names::Numbers(3)).unwrap();
    assert_eq!(read.row(0).neighbours, [1, 2]);
    let old = "3\n0 1\n2\n1 0\n\n2 1\n0\n";
    let read = read_weights(old, FileForm::Gal, &Names::Numbers(3)).unwrap();
    assert_eq!((read.row(0).neighbours, read.islands()), (&[2][..], vec![1]));
    let gwt = "0 2 places ID\n1 2 0.25\n2 1 0.5\n1 1 0\n";
    let read = read_weights(gwt, FileForm::Gwt, &Names::Numbers(2)).unwrap();
    assert_eq!(read.row(1).pairs().collect::<Vec<_>>(), [(0, 0.5)]);
}

#[test]
fn faults_name_the_line_and_what_would_be_right() {
    let fault = |text, form| read_weights(text, form, &Names::Numbers(2)).unwrap_err().to_string();
    assert!(fault("0 2 a b\n1 x\n", FileForm::Gal).starts_with("line 2: \"1 x\""));
    assert!(fault("0 2 a b\n1 2\n2\n", FileForm::Gal).contains("as many neighbours"));
    assert!(fault("0 2 a b\n1 9 1.0\n", FileForm::Gwt).contains("\"9\" names no place"));
    assert!(fault("0 2 a b\n1 2 much\n", FileForm::Gwt).contains("a number"));
    assert!(fault("{\"neighbours\": [[1]]}", FileForm::Json).contains("holds 1 places; the data have 2"));
    assert!(fault("", FileForm::Gal).contains("first line"));
    assert!(fault("0 2 a b\n1 2 -3\n", FileForm::Gwt).contains("above 0"));
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "[0-9a-z \n.{}\":-]{0,80}") {
        for form in [FileForm::Gal, FileForm::Gwt, FileForm::Json] {
            // Whether it is read or refused does not matter here.
            let _ = read_weights(&text, form, &Names::Numbers(3));
        }
    }
}
