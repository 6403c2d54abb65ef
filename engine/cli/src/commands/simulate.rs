//! `gridward simulate`: years of invented cases that look like the district's published figures.

use std::path::PathBuf;
use std::process::ExitCode;

use gridward::assign::LocatedPlan;
use gridward::desk::World;
use gridward::grid::{EXPOSURE_COLUMNS, LayerRole};
use gridward::measure::LonLat;
use gridward::simulate::cases::{
    LayerGround, PlanGround, Scene, SimulationSpec, exposure, simulate, streams_of,
};
use gridward::store::PublishedKind;
use serde::Serialize;

use crate::bulk::{self, Written};
use crate::failure::Failure;
use crate::output::{self, Format};
use crate::store::StoreArgs;

/// Years of invented cases that meet the district's published totals to the case; all of them marked synthetic
#[derive(Debug, clap::Args)]
#[command(
    after_help = "What is drawn stands in the district's simulation.json. The same seed gives the same cases on every machine.\n\nExample:\n  gridward simulate --district grid-definitions/minhang --store demo.gpkg --exposure exposure.csv"
)]
pub struct Args {
    #[command(flatten)]
    store: StoreArgs,

    /// Only these periods of simulation.json, by name; repeatable
    #[arg(long, value_name = "NAME")]
    period: Vec<String>,

    /// The seed; without it, the one of simulation.json
    #[arg(long)]
    seed: Option<u64>,

    /// Writes people, households, businesses, roads and patrol hours of every unit grid to this table (CSV)
    #[arg(long, value_name = "FILE")]
    exposure: Option<PathBuf>,

    /// Writes residents and patrol hours of every unit grid to this table, as a district's exposure.csv
    #[arg(long, value_name = "FILE")]
    denominators: Option<PathBuf>,

    /// The form of the answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Serialize)]
struct Document {
    synthetic: bool,
    seed: u64,
    #[serde(flatten)]
    written: Written,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let folder = args.store.district.clone().ok_or_else(|| Failure::usage("--district DIR is needed"))?;
    let mut spec = read_spec(&folder)?;
    keep_periods(&mut spec, &args.period)?;
    let seed = args.seed.unwrap_or(spec.seed);
    let mut filling = args.store.fill()?;
    let world = std::sync::Arc::clone(&filling.world);
    let plans = plans(&world)?;
    let grounds: Vec<_> = plans.iter().map(|plan| ground(plan, seed)).collect::<Result<_, _>>()?;
    if let (Some(file), Some(last)) = (&args.exposure, grounds.last()) {
        write_exposure(file, &last.units, &spec, seed)?;
    }
    if let (Some(file), Some(last)) = (&args.denominators, grounds.last()) {
        write_denominators(file, &last.units, &spec, seed)?;
    }
    let rules = world.of_kind(PublishedKind::Rules).last().map(|version| version.number);
    let rules = world.rules(rules.unwrap_or(0)).map_err(Failure::data)?;
    let streams = streams_of(&spec, &rules.set).map_err(Failure::data)?;
    let zone = world_zone(&world)?;
    let address = |place: LonLat| address(&plans, place);
    let scene = Scene { spec: &spec, zone: &zone, grounds: &grounds, streams: &streams, address: &address };
    let written = bulk::write(&mut filling.store, &world, |intake| {
        let mut fault = None;
        let drawn = simulate(&scene, seed, &mut |batch| {
            if fault.is_some() {
                return;
            }
            match intake.take(batch) {
                Ok(refused) => {
                    refused.iter().for_each(|(_, id, why)| eprintln!("gridward: case {id}: {why}"));
                }
                Err(failure) => fault = Some(failure),
            }
        });
        drawn.map_err(Failure::data)?;
        fault.map_or(Ok(()), Err)
    })?;
    filling.end()?;
    let document = Document { synthetic: true, seed, written };
    match args.format {
        Format::Json => output::json(&document)?,
        Format::Text => {
            let Written { cases, events, refused } = document.written;
            output::text_out(&format!(
                "{cases} synthetic cases, {events} events, {refused} refused (seed {seed})\n"
            ))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn read_spec(folder: &std::path::Path) -> Result<SimulationSpec, Failure> {
    let file = folder.join("simulation.json");
    let text = std::fs::read_to_string(&file)
        .map_err(|fault| Failure::data(format!("{}: {fault}; it says what to simulate", file.display())))?;
    serde_json::from_str(&text).map_err(|fault| Failure::data(format!("{}: {fault}", file.display())))
}

fn keep_periods(spec: &mut SimulationSpec, wanted: &[String]) -> Result<(), Failure> {
    let names: Vec<_> = spec.periods.iter().map(|period| period.name.clone()).collect();
    if let Some(unknown) = wanted.iter().find(|name| !names.contains(name)) {
        return Err(Failure::usage(format!("--period {unknown}: simulation.json has {}", names.join(", "))));
    }
    if !wanted.is_empty() {
        spec.periods.retain(|period| wanted.contains(&period.name));
    }
    Ok(())
}

fn plans(world: &World) -> Result<Vec<std::sync::Arc<LocatedPlan>>, Failure> {
    world
        .of_kind(PublishedKind::Plan)
        .filter(|version| version.withdrawn_at.is_none())
        .map(|version| world.plan(version.number).map_err(Failure::data))
        .collect()
}

fn ground(plan: &LocatedPlan, seed: u64) -> Result<PlanGround<'_>, Failure> {
    let layer = |role: LayerRole| {
        let found = plan.layers().iter().find(|layer| layer.layer().role() == role);
        let layer = found.ok_or_else(|| {
            Failure::data(format!("plan {}: there is no layer of role {role:?}", plan.plan().number().0))
        })?;
        Ok::<_, Failure>(LayerGround::new(layer.layer(), layer.locator(), seed))
    };
    Ok(PlanGround {
        from: plan.plan().valid_from().as_second(),
        units: layer(LayerRole::UnitGrid)?,
        towns: layer(LayerRole::Town)?,
    })
}

/// What a person would say: the community, or else the town.
fn address(plans: &[std::sync::Arc<LocatedPlan>], place: LonLat) -> Option<String> {
    let plan = plans.last()?;
    let named = |role: LayerRole| {
        let layer = plan.layers().iter().find(|layer| layer.layer().role() == role)?;
        let cell = layer.layer().cell(layer.locator().cell_of(place)?)?;
        cell.name.as_ref().map(|name| name.zh.clone())
    };
    let nearby = |name: String| format!("{name}附近");
    named(LayerRole::Community).or_else(|| named(LayerRole::Town)).map(nearby)
}

fn world_zone(world: &World) -> Result<jiff::tz::TimeZone, Failure> {
    let calendar = world.of_kind(PublishedKind::Calendar).last().map_or(0, |version| version.number);
    Ok(world.calendar(calendar).map_err(Failure::data)?.zone().clone())
}

fn write_denominators(
    file: &std::path::Path,
    units: &LayerGround<'_>,
    spec: &SimulationSpec,
    seed: u64,
) -> Result<(), Failure> {
    let mut text = EXPOSURE_COLUMNS.join(",");
    text.push('\n');
    for cell in exposure(units, &spec.exposure, seed) {
        let minutes: u32 = cell.patrol_minutes.iter().sum();
        let (layer, tenths) = (units.layer.name(), (minutes + 3) / 6);
        let hours = format!("{}.{}", tenths / 10, tenths % 10);
        text.push_str(&format!("{layer},{},{},{hours},true\n", cell.code, cell.population));
    }
    std::fs::write(file, text).map_err(|fault| Failure::data(format!("{}: {fault}", file.display())))
}

fn write_exposure(
    file: &std::path::Path,
    units: &LayerGround<'_>,
    spec: &SimulationSpec,
    seed: u64,
) -> Result<(), Failure> {
    let mut text = String::from(
        "cell,population,households,businesses,road_m,patrol_min_mon,patrol_min_tue,patrol_min_wed,patrol_min_thu,patrol_min_fri,patrol_min_sat,patrol_min_sun,synthetic\n",
    );
    for cell in exposure(units, &spec.exposure, seed) {
        let days: Vec<_> = cell.patrol_minutes.iter().map(ToString::to_string).collect();
        let row = [
            cell.code.to_string(),
            cell.population.to_string(),
            cell.households.to_string(),
            cell.businesses.to_string(),
            cell.road_m.to_string(),
            days.join(","),
        ];
        text.push_str(&row.join(","));
        text.push_str(",true\n");
    }
    std::fs::write(file, text).map_err(|fault| Failure::data(format!("{}: {fault}", file.display())))
}
