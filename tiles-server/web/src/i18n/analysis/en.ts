import type { AnalysisWords } from '.';

export const analysisEn: AnalysisWords = {
  title: 'Analysis',
  synthetic: 'synthetic data 合成数据',
  syntheticHelp: 'The cases on this map were invented for demonstration; they are no real events.',
  public: 'Public view',
  publicHelp: 'Not signed in: ended months of whole weeks, cells under {n} cases merged, no points and no conditions.',
  signIn: 'Sign in',
  signInBack: 'Back to the analysis',
  roleNote: 'Figures under {n} cases are merged upward',

  live: { stream: 'live', connecting: 'connecting', polling: 'connecting', off: 'not live', help: { stream: 'When cases change, only the tiles that show them are fetched again', connecting: 'Connecting to the stream of changes', polling: 'Connecting to the stream of changes', off: 'This server has no stream of changes; reload for the newest data' } },

  show: { label: 'Picture', cells: 'Grid', h3: 'Hexagons', density: 'Density', points: 'Points', flow: 'Flow' },
  showHelp: { cells: 'The chosen cells, coloured', h3: 'H3 hexagons whose size follows the zoom', density: 'Quartic kernel density in a fixed unit', points: 'Single cases; clustered when zoomed out', flow: 'From where it happened to who must act' },
  layer: 'Cells',
  measure: 'Measure',
  measures: { count: 'Cases', 'per-km2': 'per km² · 30 days', 'per-thousand': 'per 1,000 residents · 30 days', 'per-patrol': 'per 100 patrol hours', 'overdue-share': 'Overdue share', change: 'Change against the period before', 'z-score': 'Change (standard deviations)' },
  resolution: 'Size of hexagons',
  resolutionAuto: 'follows the zoom',
  resolutionValue: 'level {n} (side about {edge})',
  bandwidth: 'Bandwidth',
  edge: 'Edge correction',
  bandwidthHelp: 'Each case is spread over the {n} m around it, less with distance; the wider, the smoother.',
  edgeOnHelp: 'There is no data beyond the district: corrected, every case inside counts in full inside, and the border is not too low.',
  edgeOffHelp: 'Not corrected: beside the border a part is spread outside, and values there are too low.',
  flow: { label: 'Drawn', usual: 'strongest {lines} (≥ {n})', usualAll: 'all (under a hundred)', all: 'all {lines} flows', from: '≥ {n} cases', lines: '{lines} flows', help: 'From the town where it happened to the unit that must act. Flows of few cases are left out so that the large ones are seen.', drawn: '{lines} of {of} flows are drawn: those with ≥ {n} cases', drawnFrom: 'Of {of} flows, those with ≥ {n} cases are drawn', drawnAll: 'All {of} flows are drawn' },

  period: { label: 'Period', '7d': '7 days', '30d': '30 days', month: 'Month', year: 'Year', all: 'All', from: 'From', to: 'To', until: 'Data until {date}', days: '{n} days', text: '{from} to {to}', lastMonth: 'Last month', least: 'the public sees ended months, made of whole weeks' },

  where: {
    heading: 'Conditions', clear: 'Clear all', active: '{n} set', more: 'More conditions', class: 'Class of case', classSearch: 'pinyin initials, name or code', classAll: 'All classes', classNone: 'No class matches', source: 'Source', sourceAll: 'All sources', unit: 'Unit (and below)', status: 'Status', statusAll: 'Any status', open: 'not closed', stages: 'by stage',
    kind: 'Kind', kindAll: 'Any kind', level: 'Level', levelAll: 'Any level', levels: { district: 'district', town: 'town', workstation: 'workstation' }, grade: 'Grade', gradeAll: 'Any grade', hazard: 'Hazards only', locked: 'Sign in to choose by class, source and unit.', remove: 'Remove condition: {name}',
  },

  compare: { label: 'Compare', none: 'One map', period: 'Two periods', plan: 'Two plans', side: 'Side by side', swipe: 'Swipe', other: 'Compared with', before: 'the period before', year: 'a year before', custom: 'another period', plan2: 'The other plan', one: 'There is one plan only.', handle: 'Swipe position', a: 'A', b: 'B', shared: 'One scale for both maps' },

  strip: { label: 'Period slider', start: 'First day', end: 'Last day', whole: 'Move the whole period', play: 'Play', pause: 'Pause', back: 'One step back', next: 'One step on', hint: 'Drag to choose a period; arrows move by a day, PageUp and PageDown by a week', bar: 'from {from}: {n} cases', barHidden: 'from {from}: too few to be told', step: { hour: 'by hour', day: 'by day', week: 'by week', month: 'by month' }, empty: 'no cases' },

  legend: { heading: 'Legend', unit: 'Unit', period: 'Period', cases: 'cases', elsewhere: '{n} more are off this map or have no place', cells: '{n} cells', merged: '{n} cells have too few and are shown merged with their parents', missing: '{n} cells without a value', hatch: 'No exposure or nothing to compare: hatched, not zero', withheld: 'under {n} cases: not shown', ramp: '{name} ramp, safe for colour-blind eyes', plan: 'Plan {n}', events: 'data version {n}', resolution: 'H3 level {n}', bandwidth: 'quartic kernel, {n} m', edgeOn: 'edge-corrected', edgeOff: 'not edge-corrected', locked: 'The scale is kept while playing', sized: 'Larger circles hold more cases; the number tells how many', late: 'Red ring: some are overdue', flowWidth: 'Width is the number of cases; arrows point to who must act', clear: 'Transparent: no case within the bandwidth', collapse: 'Collapse the legend', expand: 'Expand the legend', loading: 'Fetching the legend…' },
  missing: { 'no-exposure': 'no exposure known', 'nothing-judged': 'nothing can be judged yet', 'nothing-before': 'nothing in the period before', withheld: 'too few, not shown' },

  map: { label: 'Map of figures. Arrow keys pan, plus and minus zoom, Enter chooses the cell at the crosshair.', labelB: 'The other map, moving with the first.', noLayer: 'No layer of cells to count in', mergedInto: 'merged {n} levels up', cases: '{n} cases', overdue: '{n} overdue', choose: 'Click for details' },

  state: { loading: 'Counting…', empty: 'No case of this period meets the conditions.', emptyHelp: 'Widen the conditions or the period.', forbidden: 'Your account may not see: {what}', forbiddenHelp: '{what} is for accounts with that right. Sign in to see it; grid and density are for everybody.', fault: 'The figures did not arrive', missing: 'This server does not offer: {what}', missingHelp: 'Please choose another picture.', noData: 'There are no cases yet.', elsewhere: 'The district is not in view', elsewhereHelp: 'There is nothing to show here.', home: 'Back to the district', instead: 'Show {what}', zoom: 'Hexagons of level {n} are shown from zoom {zoom}', zoomHelp: 'The map is at zoom {now}: they would be too small to be seen.', zoomThere: 'Zoom in to them', zoomAuto: 'Let the size follow', noValue: 'No cell has a value of this measure', noValueHelp: 'There was nothing in the period before to compare with, or residents and patrols are not on file. Choose another measure or period.' },

  figures: {
    heading: 'Figures', district: 'Whole district', cell: 'Cell', area: 'Drawn area', cases: 'Cases', overdue: 'overdue', share: '{p}', change: 'vs. {name}', before: 'period before', perKm2: 'per km²', touches: 'touches', topPeriod: 'told by quarters: {from} to {to}', topUntold: 'Rankings of classes and units are told by whole quarters; this period holds none.', cells: '{n} unit grids', perDay: 'a day', trend: 'Trend', classes: 'Classes', units: 'Units', others: 'Others', none: 'No cases', withheld: 'too few, not shown', list: 'Cases', listMore: 'the newest {n}', listNone: 'No cases', listLogin: 'Sign in to see single cases.', listFault: 'The cases cannot be listed', open: 'Open on the dispatch page', close: 'Close', closeFigures: 'Collapse figures', openFigures: 'Expand figures', back: 'Whole district', hexNote: 'A hexagon has no code in the grid; draw an area to count it.', cellLogin: 'Figures of single cells are for accounts; please sign in.', asTable: 'Table', from: 'Period', caseCount: 'Cases', now: 'this period', loading: 'Counting…', chart: '{name}: {n} points, at most {most} cases', of: '{n} in all',
  },

  area: { heading: 'Draw an area', lasso: 'Lasso', box: 'Rectangle', typed: 'Type a box', visible: 'Visible map', chosen: 'Chosen cell', hint: 'Press and drag around an area; Esc cancels', hintBox: 'Press and drag a rectangle; Esc cancels', boxLabel: 'west,south,east,north (degrees, WGS84)', boxHint: 'for example {example}', boxBad: 'Write four numbers: west,south,east,north, west before east and south before north.', apply: 'Count this area', clear: 'Clear the area', tooSmall: 'Too small; please draw again.', report: 'Report of an area' },

  export: { heading: 'Export', link: 'Copy link', copied: 'Copied', copyFailed: 'The browser did not allow copying', csv: 'Table (CSV)', geojson: 'Cells (GeoJSON)', gpkg: 'Cells for GIS (GeoPackage)', tif: 'Density raster (GeoTIFF)', files: 'Data files', filesOfA: 'Data files of map A', noFiles: '“{what}” has no data files. “Grid” has tables and shapes, “Hexagons” shapes, “Density” a raster.', png: 'Picture for print (PNG, 200 dpi)', print: 'Print', busy: 'Preparing…', failed: 'Export failed: {why}', title: '{district} · {measure}', sources: 'Data: {plan} · {data} · {cases} cases', generated: 'Generated {time}', basemap: 'Base map {source}', north: 'N', legendNote: 'Scale as in the system, safe for colour-blind eyes', synthetic: 'synthetic data 合成数据: no real events', side: { a: 'A', b: 'B' } },

  tabs: { label: 'Views', where: 'Conditions', map: 'Map', figures: 'Figures' },
  shortcuts: { shows: 'Choose the picture', play: 'Play, pause', steps: 'Period back, on', compare: 'Compare', lasso: 'Draw an area', search: 'Search a class', choose: 'Choose the cell at the crosshair', escape: 'Cancel drawing, back to the district', legend: 'Collapse or expand the legend' },
  announce: { cell: '{name} chosen', area: 'Area drawn, {km2} km²', frame: '{from} to {to}', shown: '{measure}, {n} cases' },
};
