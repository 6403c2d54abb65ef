//! Writes a district's folder from a specification:
//! `cargo run --release -p gridward --no-default-features --example generate_district -- SPEC.json FOLDER`

use std::error::Error;
use std::fs;
use std::path::Path;

use gridward::grid::definition::shape_of_geojson;
use gridward::simulate::district::{DistrictSpec, generate_district};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(spec_file), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("usage: generate_district SPEC.json FOLDER".into());
    };
    let beside = Path::new(&spec_file).parent().unwrap_or(Path::new("."));
    let spec: DistrictSpec = serde_json::from_str(&fs::read_to_string(&spec_file)?)?;
    let outline = shape_of_geojson(&fs::read_to_string(beside.join(&spec.outline))?)?;
    let towns = match &spec.towns {
        Some(file) => serde_json::from_str(&fs::read_to_string(beside.join(file))?)?,
        None => Vec::new(),
    };
    let (files, report) = generate_district(&spec, outline, towns)?;
    for file in files {
        let path = Path::new(&folder).join(file.path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&path, &file.text)?;
        println!("{} {} bytes", file.path, file.text.len());
    }
    println!("{}", serde_json::to_string_pretty(&report)?);
    Ok(())
}
