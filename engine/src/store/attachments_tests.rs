use super::*;

#[test]
fn a_file_is_kept_once_under_its_digest_and_found_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let kept = Attachments::open(folder.path(), AttachmentLimits::default()).unwrap();
    let digest = kept.keep(b"photo").unwrap();
    assert_eq!(kept.keep(b"photo").unwrap(), digest);
    fs::write(folder.path().join("7.part"), b"half").unwrap();
    let kept = Attachments::open(folder.path(), AttachmentLimits::default()).unwrap();
    assert_eq!(kept.bytes.load(Ordering::Relaxed), 5, "what an interrupted write left is gone");
    assert_eq!(kept.read(&digest).unwrap().as_deref(), Some(&b"photo"[..]));
    assert_eq!(kept.read(&[0; 32]).unwrap(), None);
    assert!(kept.path(&digest).ends_with(format!("{}/{}", &hex(&digest)[..2], hex(&digest))));
}

#[test]
fn limits_hold_for_one_file_and_for_all() {
    let folder = tempfile::tempdir().unwrap();
    let limits = AttachmentLimits { bytes_of_one: 4, bytes_of_all: 6 };
    let kept = Attachments::open(folder.path(), limits).unwrap();
    let line = kept.keep(b"12345").unwrap_err().to_string();
    assert_eq!(line, "an attachment of 5 bytes; at most 4 are allowed");
    kept.keep(b"1234").unwrap();
    assert_eq!(kept.keep(b"567").unwrap_err().to_string(), "3 bytes more than 4; at most 6 are kept in all");
    kept.keep(b"56").unwrap();
}

#[test]
fn a_changed_or_missing_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let kept = Attachments::open(folder.path(), AttachmentLimits::default()).unwrap();
    let (a, b) = (kept.keep(b"a").unwrap(), kept.keep(b"b").unwrap());
    assert_eq!(kept.verify([&a, &b]).unwrap(), Vec::<String>::new());
    fs::write(kept.path(&a), b"A").unwrap();
    fs::remove_file(kept.path(&b)).unwrap();
    let faults = kept.verify([&a, &b]).unwrap();
    assert!(faults[0].contains("the content is not that of its name"), "{faults:?}");
    assert!(faults[1].ends_with("it is missing"), "{faults:?}");
}

#[test]
fn a_file_of_no_case_is_named_and_a_folder_that_is_not_there_has_none() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("s.gpkg");
    let none = Attachments::beside(&store);
    assert_eq!(none.strangers(&BTreeSet::new()).unwrap(), Vec::<PathBuf>::new());
    let kept =
        Attachments::open(&folder.path().join("s.gpkg.attachments"), AttachmentLimits::default()).unwrap();
    let (a, b) = (kept.keep(b"a").unwrap(), kept.keep(b"b").unwrap());
    assert_eq!(none.strangers(&BTreeSet::from([a])).unwrap(), [kept.path(&b)]);
    assert_eq!(none.verify([&a, &b]).unwrap(), Vec::<String>::new());
}
