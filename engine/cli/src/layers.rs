//! Layers named on the command line, opened and made ready to be searched.

use std::sync::Arc;

use gridward::crs::Datum;
use gridward::ids::LayerName;
use gridward::locate::{Locator, LocatorOptions};
use gridward::measure::Metres;
use gridward::vector_io::{LayerSpec, import_cells, read_layer};

use crate::failure::Failure;

/// Flags that name layers.
#[derive(Debug, clap::Args)]
pub struct LayerArgs {
    /// A layer of cells as NAME=FILE[#SUBLAYER]:CODEFIELD; repeatable
    #[arg(long = "layer", value_name = "NAME=FILE:CODEFIELD", required = true)]
    pub layers: Vec<LayerSpec>,

    /// The datum of a layer whose file does not say, or says wrongly, as NAME=DATUM; repeatable
    #[arg(long = "layer-datum", value_name = "NAME=DATUM", value_parser = layer_datum)]
    pub layer_datums: Vec<(String, Datum)>,

    /// A sliver that no cell covers, up to this width in metres, belongs to the nearest cell; a wider one is a hole on purpose
    #[arg(long, value_name = "M", default_value_t = LocatorOptions::default().gap_width.0)]
    pub gap_width: f64,
}

fn layer_datum(text: &str) -> Result<(String, Datum), String> {
    let (name, datum) = text.split_once('=').ok_or("write NAME=DATUM, such as towns=gcj02")?;
    Ok((name.to_owned(), datum.parse().map_err(|error| format!("{error}"))?))
}

impl LayerArgs {
    /// Reads every layer; what is wrong with a feature is one line on standard error, and the rest goes on.
    pub fn open(&self) -> Result<Vec<(LayerName, Arc<Locator>)>, Failure> {
        if !(self.gap_width >= 0.0 && self.gap_width.is_finite()) {
            return Err(Failure::usage(format!(
                "--gap-width is {}; a length in metres from 0 on is needed",
                self.gap_width
            )));
        }
        for (position, spec) in self.layers.iter().enumerate() {
            if self.layers[..position].iter().any(|other| other.name == spec.name) {
                return Err(Failure::usage(format!(
                    "--layer {} is given twice; each layer needs a name of its own",
                    spec.name
                )));
            }
        }
        for (name, _) in &self.layer_datums {
            if self.layers.iter().all(|spec| spec.name.as_str() != name) {
                return Err(Failure::usage(format!("--layer-datum names {name:?}, which is not a --layer")));
            }
        }
        self.layers.iter().map(|spec| self.open_one(spec)).collect()
    }

    fn open_one(&self, spec: &LayerSpec) -> Result<(LayerName, Arc<Locator>), Failure> {
        let raw = read_layer(&spec.file.path, spec.file.sublayer.as_deref()).map_err(Failure::data)?;
        let declared =
            self.layer_datums.iter().find(|(name, _)| name == spec.name.as_str()).map(|(_, datum)| datum);
        let imported = import_cells(raw, &spec.code_field, declared).map_err(Failure::data)?;
        for problem in &imported.problems {
            eprintln!("{problem}");
        }
        if imported.cells.is_empty() {
            return Err(Failure::data(format!(
                "{}: no usable polygon; at least one is needed",
                spec.file.path.display()
            )));
        }
        let options = LocatorOptions { gap_width: Metres(self.gap_width) };
        let (locator, _) = Locator::build_imported(imported.cells, options).map_err(Failure::data)?;
        Ok((spec.name.clone(), Arc::new(locator)))
    }
}
