import type { Dictionary } from './index';

export const dispatchEn: Dictionary['dispatch'] = {
  title: 'Dispatch',
  synthetic: 'Synthetic',
  syntheticHelp: 'Synthetic cases for demonstration; no real events or people.',
  loading: 'Loading…',
  retry: 'Try again',
  close: 'Close',
  more: 'More',
  none: 'none',
  listSeparator: ', ',
  days: { yesterday: 'yesterday', today: 'today', tomorrow: 'tomorrow' },
  units: { day: 'd', hour: 'h', minute: 'min', second: 's' },
  left: '{time} left',
  late: '{time} late',
  ago: '{time} ago',
  by: 'by {time}',
  justNow: 'just now',
  limitUnits: { wd: 'working days', wh: 'working hours', wm: 'working minutes', ud: 'urgent days', uh: 'urgent hours', um: 'urgent minutes', nd: 'natural days' },
  dueStages: { stop: 'stop', penalise: 'penalise', demolish: 'demolish', repair: 'repair', restore: 'restore', rectify: 'rectify', secure: 'secure', report: 'report', defuse: 'defuse', check: 'check', warn: 'warn' },
  levels: { district: 'district level', town: 'town level', workstation: 'workstation level' },
  kinds: { service: 'service', management: 'management', enforcement: 'enforcement' },
  placeKinds: { road: 'road', street: 'street', community: 'community', town: 'town', estate: 'estate', poi: 'place', crossing: 'crossing', component: 'component', station: 'station', park: 'park', school: 'school', hospital: 'hospital', village: 'village' },
  unitKinds: { district: 'district centre', department: 'department', 'sub-centre': 'sub-centre', workstation: 'workstation', 'patrol-team': 'patrol team', 'community-team': 'community team', maintainer: 'maintainer' },
  roles: { district: 'district', department: 'department', town: 'town', workstation: 'workstation', collector: 'collector', public: 'public' },
  stages: {
    reported: 'Reported', accepted: 'Accepted', verifying: 'Being verified', filed: 'To dispatch', dispatched: 'Dispatched', handling: 'In hand', returned: 'Returned', done: 'To check', checking: 'Being checked', passed: 'To close',
    suspended: 'Suspended', closed: 'Closed', 'not-filed': 'Not filed', void: 'Void',
  },
  acts: {
    report: 'Report', assign: 'Assign', accept: 'Accept', verify: 'Verify', verified: 'Verified', file: 'File', 'not-file': 'Do not file', dispatch: 'Dispatch', return: 'Return', handle: 'Start', feedback: 'Feedback', check: 'Check', checked: 'Checked',
    rework: 'Rework', close: 'Close', extend: 'Extend', suspend: 'Suspend', resume: 'Resume', void: 'Void', appeal: 'Appeal', appealed: 'Answer appeal', supervise: 'Supervise', locate: 'Locate', reclassify: 'Reclassify', duplicate: 'Duplicate', visit: 'Call back', reward: 'Reward', attach: 'Attach', note: 'Note', erase: 'Erase personal data',
  },

  signIn: { heading: 'Sign in to dispatch', lead: 'Taking, dispatching and following cases needs an account; locating on the map does not.', account: 'Account', password: 'Password', submit: 'Sign in', submitting: 'Signing in…', out: 'Sign out', expired: 'The session ended. Please sign in again; what you typed is kept.', unsent: '{n} cases are not sent yet; they are sent after signing in.', wrong: 'There is no such account with this password.', unsentOut: '{n} cases have not reached the server. They stay in this tab and are sent when the same account signs in again.' },

  live: { stream: 'Live', connecting: 'Connecting', polling: 'Polling', off: 'Off', help: { stream: 'Changes arrive as they happen', connecting: 'Connecting to the event stream', polling: 'The event stream is down; asking every 10 seconds', off: 'The event stream is not connected' } },

  queues: {
    label: 'Queues', unowned: 'Unowned', unlocated: 'Unlocated', contested: 'Contested', unclassified: 'Unclassified', overdue: 'Overdue', 'due-soon': 'Due soon', unit: 'My unit and below',
    help: { unowned: 'no rule names a unit', unlocated: 'no usable place', contested: 'two rules tie, or units return it to each other', unclassified: 'the class is not in the tree', overdue: 'past its deadline', 'due-soon': 'close to its deadline', unit: 'open cases' },
    keeper: 'kept by {unit}', open: 'open', overdueShort: 'overdue', soonShort: 'due soon', chooseUnit: 'Choose a unit', unitSearch: 'name, initials or code of a unit', mine: 'Back to my unit',
  },
  filters: { label: 'Filters', class: 'Class', source: 'Source', town: 'Town', stage: 'Stage', all: 'All', clear: 'Clear filters', classAll: 'All classes' },
  list: {
    label: 'Cases', count: '{n} cases', countMore: 'over {n} cases', empty: 'No cases', emptyQueue: { unowned: 'Nothing unowned', unlocated: 'Nothing unlocated', contested: 'Nothing contested', unclassified: 'Nothing unclassified', overdue: 'Nothing overdue', 'due-soon': 'Nothing due soon', unit: 'No open cases' }, emptyFilter: 'No case fits these filters.', noPlace: 'no place', masked: 'sensitive, masked', number: 'No. {n}',
    ended: 'ended', stopped: 'clock stopped', unstarted: 'not started', handled: 'handled', newCase: 'New case', row: '{class}, {stage}, {unit}, {due}',
  },

  intake: {
    heading: 'New case', class: 'Class', classHint: 'pinyin initials, code or name, e.g. manhole', classNone: 'No class matches', condition: 'Filing condition', conditionAuto: 'not said',
    place: 'Place', placeHint: 'Paste coordinates, an address or a component code; F2 for the map', datum: 'Datum', accuracy: 'Accuracy', source: 'Source', text: 'What was said', textHint: 'What, since when, who is affected', reporter: 'Reporter', reporterName: 'Name', reporterPhone: 'Phone', reporterNote: 'Personal data, seen only by the units at work',
    submit: 'Register', submitAttached: 'Register and attach', submitKey: 'Ctrl+Enter', clear: 'Clear', pinButton: 'Pick on map', pinned: 'map pin', pinHelp: 'Arrows move the crosshair, Enter sets the pin, Esc goes back', unpin: 'Remove the pin',
    readAs: { pair: 'coordinates', component: 'component code', address: 'address', swapped: 'Longitude and latitude look exchanged. Use {place}?', swap: 'Use this', range: 'Out of range: {value}' }, searching: 'Looking up place names…', noCandidates: 'No known place name matches; it can still be registered and goes to the unlocated queue.', candidates: 'Likely places', chosen: 'place chosen', confidence: '{p} sure', sourceFirst: 'Choose a source', needClass: 'Choose a class first', reporterToggle: 'Add the reporter',
  },
  proposal: {
    heading: 'Proposal', waiting: 'Once a class is chosen, the unit, the deadline and the reasons appear here at once.', waitingKeys: 'Start with the class: type initials, press Enter; then the place.', asking: 'Deciding…', owner: 'Responsible unit', keeper: 'Kept by', queue: 'Goes to the queue “{queue}”', tied: 'Rules that tie', helpers: 'Helpers', level: 'Level', due: 'Deadline', noDue: 'No limit is set', provisional: 'Provisional: the calendar ends before it', fromNow: 'if the clock started now',
    rule: 'Rule', runnersUp: 'Rules that lost', border: 'To border', rival: 'Rival', fallback: 'By territory: the place lies outside the coverage', review: 'Please review', why: 'Why', place: 'Place used', noPlace: 'no place', versions: 'Plan {plan} · rules {rules} · calendar {calendar}', duplicates: 'Possible duplicates ({n})', duplicate: '{distance} away, {time}, {stage}', attach: 'Attach to this', attached: 'Will be attached', detach: 'Do not attach', outside: 'outside', fault: 'No proposal',
  },
  outbox: {
    label: 'Cases on their way', sending: 'Sending…', waiting: 'Not sent; trying again by itself (try {n})', refused: 'The server did not accept it', sent: 'Registered', again: 'had arrived before, not doubled', queue: 'in queue {queue}', unit: 'goes to {unit}', linked: 'attached', notLinked: 'Registered, but not attached: please open it', now: 'Try now', edit: 'Take back', discard: 'Discard', open: 'Open', discardSure: 'Discard this case that was not sent?', offline: 'No network. The case is kept here and sent under the same identity when the network returns.',
  },
  file: {
    heading: 'Case', back: 'Back to intake', refresh: 'Refresh', missing: 'The case cannot be opened', overdue: 'Overdue', due: 'Deadline', suspended: 'Suspended, the clock stands', provisional: 'provisional', masked: 'Sensitive class: place, text and reporter are masked by your rights.', facts: 'Facts', text: 'What was said', noText: 'No words', reporter: 'Reporter', source: 'Source', kind: 'Kind', grade: 'Grade', reported: 'Reported', filed: 'Filed', dispatched: 'Dispatched', handled: 'Handled', ended: 'Ended', condition: 'Filing condition',
    stated: 'Place as stated', used: 'Place used', accuracy: 'accuracy {m}', component: 'Component', sameDatum: 'stated in WGS84', shifted: 'moved {m} by conversion', noStated: 'The source states no place', decision: 'Why this unit', history: 'History', events: '{n} entries', effective: 'effective', recorded: 'recorded', recordedAt: 'recorded {time}', system: 'system', acts: 'What may be done', noActs: 'Nothing may be done at this stage', hiddenActs: 'More', pauses: 'Clock stood {from} – {to}', ongoing: 'now', progress: 'Time used', copyNumber: 'Copy the number', copied: 'Copied', print: 'Print',
  },
  form: {
    remark: 'Reason (kept as a note)', unit: 'Unit', unitHint: 'name, initials or code', proposes: 'Unit proposed instead (optional)', reason: 'Reason', text: 'Remark', grade: 'Quality grade', condition: 'Filing condition', found: 'Is it so?', yes: 'It is', no: 'It is not', passed: 'Is it done?', passedYes: 'Done', passedNo: 'Not done', level: 'Level', levels: { 1: 'town', 2: 'district', 3: 'leadership' }, satisfaction: 'Satisfaction', satisfactions: { satisfied: 'Satisfied', fair: 'Fairly satisfied', dissatisfied: 'Dissatisfied', 'not-reached': 'Not reached' }, reward: 'Reward (yuan)', granted: 'Granted?', grantedYes: 'Granted', grantedNo: 'Not granted', file: 'File', class: 'Class', of: 'Identity of the other case', place: 'Place', placeHint: 'Coordinates, or use the map pin', usePin: 'Use the map pin', helpers: 'Helpers',
    confirm: 'Confirm: {act}', cancel: 'Cancel', required: 'needed', pickUnit: 'Choose a unit', sending: 'Sending…', done: 'Done: {act}', proposed: 'proposed', unlawful: '“{act}” is not possible now', lawfulNow: 'Possible now: {acts}', conflict: 'Somebody else has just changed the case; it was refreshed. Please look again.', sure: 'This cannot be undone.', extendHelp: 'Adds the original limit once more, at most twice; the server computes the new deadline.', suspendHelp: 'The clock stops on confirmation and goes on when resumed.',
  },
  detail: { unit: 'Unit', reason: 'Reason', text: 'Remark', proposes: 'Proposes', queue: 'Queue', rule: 'Rule', cause: 'Cause', of: 'Attached to', level: 'Level', satisfaction: 'Satisfaction', fen: 'Amount', name: 'File', bytes: 'Size', due: 'Due', condition: 'Condition', class: 'Class', source: 'Source', grade: 'Grade', found: 'Is so', passed: 'Passed', granted: 'Granted', helpers: 'Helpers', erased: '(masked)', yes: 'yes', no: 'no', yuan: '{n} yuan', causes: { intake: 'intake', located: 'located', reclassified: 'reclassified', plan: 'new plan', rules: 'new rules', person: 'by hand' }, download: 'Download' },
  tabs: { label: 'Views', board: 'Queues', work: 'Intake', file: 'Case', map: 'Map' },
  announce: { queue: '{queue}, {n} cases', opened: '{class} opened', submitted: 'Submitted', pin: 'Pin set at {place}' },
  shortcuts: { newCase: 'New case', submit: 'Submit', pin: 'Pick the place on the map', move: 'Previous, next case', open: 'Open the selected case', queues: 'Choose a queue', back: 'Back, close a form', find: 'Filter by class', acts: 'Letters on buttons: act on the case', help: 'Show this list', map: 'On the map: move the crosshair, set the pin', more: 'Unsent cases are kept in this tab' },
  mapNote: { dots: 'Cases of the list', late: 'Overdue case' },
};
