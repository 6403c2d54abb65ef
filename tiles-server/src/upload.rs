//! A district's folder that was sent packed (zip): unpacked beside the store, bounded, nothing outside of its own folder.

use std::io::{Cursor, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};

use zip::ZipArchive;

use crate::auth::secret::random;
use crate::limits;

/// What every district's folder has.
const DISTRICT_FILE: &str = "district.json";

/// An unpacked folder. It goes when nobody needs it any more.
#[derive(Debug)]
pub struct Unpacked {
    own: PathBuf,
    /// Where the district stands in it: the top, or the one folder that was packed.
    root: PathBuf,
}

impl Drop for Unpacked {
    fn drop(&mut self) {
        if let Err(fault) = std::fs::remove_dir_all(&self.own) {
            tracing::warn!(folder = %self.own.display(), %fault, "an unpacked folder is left over");
        }
    }
}

impl Unpacked {
    /// Unpacks a folder into a new one beside the store.
    ///
    /// # Errors
    /// One line for each thing that is wrong with the archive.
    pub fn of(packed: &[u8], store: &Path) -> Result<Self, Vec<String>> {
        let one = |fault: String| vec![fault];
        let mut archive = ZipArchive::new(Cursor::new(packed))
            .map_err(|fault| one(format!("this is no zip file: {fault}")))?;
        if archive.len() > limits::PUBLICATION_FILES {
            let (count, most) = (archive.len(), limits::PUBLICATION_FILES);
            return Err(one(format!("the archive has {count} entries; at most {most} are taken")));
        }
        let name = random::<8>().map_err(|fault| one(format!("/dev/urandom: {fault}")))?;
        let mut own = store.as_os_str().to_owned();
        own.push(format!(".upload-{}", hex::encode(name)));
        let own = PathBuf::from(own);
        std::fs::create_dir(&own).map_err(|fault| one(format!("no folder to unpack into: {fault}")))?;
        let mut unpacked = Self { root: own.clone(), own };
        let (mut faults, mut left) = (Vec::new(), limits::PUBLICATION_UNPACKED_BYTES);
        for at in 0..archive.len() {
            match unpacked.take(&mut archive, at, left) {
                Ok(bytes) => left -= bytes,
                Err(fault) => faults.push(fault),
            }
            if left == 0 {
                let most = limits::PUBLICATION_UNPACKED_BYTES;
                faults.push(format!("the archive holds more than {most} bytes"));
                break;
            }
        }
        unpacked.root = unpacked.district().unwrap_or_else(|| unpacked.own.clone());
        if faults.is_empty() { Ok(unpacked) } else { Err(faults) }
    }

    /// The district's folder.
    pub fn folder(&self) -> &Path {
        &self.root
    }

    /// A fault without the place where the folder was unpacked, which says nothing to the sender.
    pub fn told(&self, fault: &str) -> String {
        let root = format!("{}/", self.root.display());
        fault.replace(&root, "").replace(&self.root.display().to_string(), "the archive")
    }

    /// Writes one entry; how many bytes it has, at most `left`.
    fn take(&self, archive: &mut ZipArchive<Cursor<&[u8]>>, at: usize, left: u64) -> Result<u64, String> {
        let entry = archive.by_index(at).map_err(|fault| format!("entry {}: {fault}", at + 1))?;
        let name = entry.name().map_or_else(|_| format!("entry {}", at + 1), std::borrow::Cow::into_owned);
        // What file managers put into archives by themselves.
        if entry.is_dir() || name.starts_with("__MACOSX/") || name.ends_with(".DS_Store") {
            return Ok(0);
        }
        let path = entry.enclosed_name().filter(|path| is_inside(path) && entry.is_file());
        let path =
            path.ok_or_else(|| format!("{name}: only files inside the archive's own folder are taken"))?;
        let file = self.own.join(path);
        let wrong = |fault: std::io::Error| format!("{name}: {fault}");
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).map_err(wrong)?;
        }
        let mut out = std::fs::File::create_new(&file).map_err(wrong)?;
        // An archive may say little of its size and hold much.
        let bytes = std::io::copy(&mut entry.take(left), &mut out).map_err(wrong)?;
        out.flush().map_err(wrong)?;
        Ok(bytes)
    }

    /// Where the district's file is: at the top, or in the only folder there.
    fn district(&self) -> Option<PathBuf> {
        if self.own.join(DISTRICT_FILE).is_file() {
            return Some(self.own.clone());
        }
        let mut folders = std::fs::read_dir(&self.own).ok()?.filter_map(Result::ok).map(|entry| entry.path());
        let (first, second) = (folders.next()?, folders.next());
        (second.is_none() && first.is_dir()).then_some(first)
    }
}

fn is_inside(path: &Path) -> bool {
    path.components().all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
pub mod tests {
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    /// An archive of files by name.
    pub fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in files {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn store(folder: &tempfile::TempDir) -> PathBuf {
        folder.path().join("cases.gpkg")
    }

    #[test]
    fn a_folder_is_found_at_the_top_or_one_below_and_goes_afterwards() {
        let folder = tempfile::tempdir().unwrap();
        for start in ["", "minhang/"] {
            let files =
                [(format!("{start}district.json"), "{}"), (format!("{start}layers/town.topojson"), "x")];
            let files: Vec<(&str, &[u8])> =
                files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
            let unpacked = Unpacked::of(&packed(&files), &store(&folder)).unwrap();
            assert_eq!(std::fs::read_to_string(unpacked.folder().join("layers/town.topojson")).unwrap(), "x");
            let fault = format!("{}: cannot be read", unpacked.folder().join("units.csv").display());
            assert_eq!(unpacked.told(&fault), "units.csv: cannot be read");
            drop(unpacked);
            assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        }
    }

    #[test]
    fn what_leads_outside_is_not_written_and_every_such_entry_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let files: [(&str, &[u8]); 4] = [
            ("district.json", b"{}"),
            ("../out.csv", b"x"),
            ("a/../../out.csv", b"x"),
            ("/etc/out.csv", b"x"),
        ];
        let faults = Unpacked::of(&packed(&files), &store(&folder)).unwrap_err();
        assert!(faults.iter().any(|fault| fault.starts_with("../out.csv")), "{faults:?}");
        assert!(faults.iter().any(|fault| fault.starts_with("a/../../out.csv")), "{faults:?}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left");
    }

    #[test]
    fn what_is_no_archive_and_what_grows_too_large_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let faults = Unpacked::of(b"PK not really", &store(&folder)).unwrap_err();
        assert!(faults[0].starts_with("this is no zip file"), "{faults:?}");
        let zeros = vec![0_u8; 8 << 20];
        let names: Vec<String> = (0..40).map(|n| format!("f{n}")).collect();
        let bomb: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), zeros.as_slice())).collect();
        let bytes = packed(&bomb);
        assert!(bytes.len() < limits::PUBLICATION_BYTES, "{} bytes pass the door", bytes.len());
        let faults = Unpacked::of(&bytes, &store(&folder)).unwrap_err();
        assert!(faults.iter().any(|fault| fault.contains("holds more than")), "{faults:?}");
        let many: Vec<String> = (0..=limits::PUBLICATION_FILES).map(|n| format!("f{n}")).collect();
        let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
        assert!(Unpacked::of(&packed(&many), &store(&folder)).unwrap_err()[0].contains("entries"));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left");
    }
}
