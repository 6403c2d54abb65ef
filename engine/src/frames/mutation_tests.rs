//! Whatever bytes a file holds, reading it ends with rows or with an error, never with a panic.

use std::fs;
use std::path::Path;

use tempfile::tempdir;

use super::{create_table, open_table, pipeline};

/// A generator of numbers with a fixed start (xorshift, Marsaglia 2003, doi:10.18637/jss.v008.i14).
struct Steps(u64);

impl Steps {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(below.max(1)).unwrap()).unwrap()
    }
}

fn drain(path: &Path) {
    let Ok(mut reader) = open_table(path) else { return };
    for _ in 0..1000 {
        match reader.next_batch() {
            Ok(Some(_)) => {}
            Ok(None) | Err(_) => return,
        }
    }
}

#[test]
fn cut_and_flipped_files_never_panic() {
    let dir = tempdir().unwrap();
    let start = dir.path().join("in.csv");
    let mut text = String::from("id,街镇,lon,lat\n");
    (0..300).for_each(|i| text.push_str(&format!("{i:05},\"莘庄\"\"{i}\",121.{i},31.{i}\n")));
    fs::write(&start, text).unwrap();
    let mut steps = Steps(0x9E37_79B9_7F4A_7C15);
    for name in ["t.csv", "t.csv.gz", "t.parquet", "t.xlsx"] {
        let path = dir.path().join(name);
        let mut reader = open_table(&start).unwrap();
        let mut writer = create_table(&path).unwrap();
        pipeline(&mut *reader, &mut *writer, None, std::num::NonZeroUsize::MIN, Ok).unwrap();
        let whole = fs::read(&path).unwrap();
        for round in 0..120 {
            let mut bytes = whole.clone();
            if round % 3 == 0 {
                bytes.truncate(steps.next(whole.len()));
            }
            for _ in 0..=round % 5 {
                let place = steps.next(bytes.len());
                if let Some(byte) = bytes.get_mut(place) {
                    *byte ^= 1 << steps.next(8);
                }
            }
            fs::write(&path, &bytes).unwrap();
            drain(&path);
        }
    }
}
