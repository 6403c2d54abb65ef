// The invented half of dispatch: units, classes, sources, rules and settings for the district of fixture.mjs. Synthetic throughout.

const t = (zh, en) => ({ zh, en });
const TOWN_EN = { 柳溪街道: 'Liuxi', 石桥街道: 'Shiqiao', 春申街道: 'Chunshen', 荷塘镇: 'Hetang', 白鹭镇: 'Bailu', 竹港镇: 'Zhugang', 云台镇: 'Yuntai', 南圩镇: 'Nanwei', 渔浦工业区: 'Yupu Industrial Zone' };
const COMMUNITY_EN = { 东园: 'Dongyuan', 西园: 'Xiyuan', 南泾: 'Nanjing Creek', 北浜: 'Beibang', 学府: 'Xuefu', 河滨: 'Hebin', 新村: 'Xincun', 老街: 'Laojie', 花苑: 'Huayuan', 广场: 'Guangchang', 桥头: 'Qiaotou', 田园: 'Tianyuan' };

/** A cell's name in both languages. */
export function title(cell) {
  if (!cell?.name) return null;
  const zh = cell.name;
  const second = zh.includes('第二') ? ' No. 2' : '';
  const community = Object.keys(COMMUNITY_EN).find((word) => zh.startsWith(word) && zh.endsWith('居委会'));
  if (community) return t(zh, `${COMMUNITY_EN[community]}${second}`);
  const town = Object.keys(TOWN_EN).find((word) => zh.startsWith(word.replace(/街道|镇|工业区/, '')));
  if (zh.includes('责任网格')) return t(zh, `${TOWN_EN[town]} grid ${zh.match(/\d+/)?.[0] ?? ''}`);
  return t(zh, town ? TOWN_EN[town] : 'Example District');
}

const DEPARTMENTS = [
  ['D11', '绿化市容管理所', 'Greening and appearance office'], ['D12', '城管执法大队', 'Urban enforcement brigade'], ['D13', '建设管理所', 'Construction office'],
  ['D14', '水务管理所', 'Water office'], ['D15', '房屋管理所', 'Housing office'], ['D16', '综治协调办', 'Mediation office'],
];
const MAINTAINERS = [['M21', '供水养护公司（示例）', 'Water mains company (example)'], ['M22', '道路养护公司（示例）', 'Road upkeep company (example)'], ['M23', '照明养护公司（示例）', 'Lighting company (example)']];

export function buildUnits(district) {
  const unit = (code, name, kind, parent, layer = null, cell = null) => ({ code, name, kind, parent, layer, cell, duty: kind === 'workstation' ? 'working-hours' : 'always', synthetic: true });
  const units = [unit('centre', t('区网格化综合管理中心', 'District grid centre'), 'district', null, 'district', '990100')];
  for (const [code, zh, en] of DEPARTMENTS) units.push(unit(code, t(zh, en), 'department', 'centre'));
  for (const [code, zh, en] of MAINTAINERS) units.push(unit(code, t(zh, en), 'maintainer', 'centre'));
  for (const cell of district.layers.town.cells.values()) units.push(unit(`S${cell.code.slice(6)}`, t(`${cell.name}分中心`, `${title(cell).en} sub-centre`), 'sub-centre', 'centre', 'town', cell.code));
  for (const cell of district.layers.community.cells.values()) units.push(unit(`W${cell.code.slice(6)}`, t(`${cell.name.replace('居委会', '')}工作站`, `${title(cell).en} workstation`), 'workstation', `S${cell.code.slice(6, 9)}`, 'community', cell.code));
  return units;
}

const MAJORS = [
  ['C', null, '部件', 'Components'], ['C01', 'C', '公用设施', 'Public utilities'], ['C02', 'C', '道路交通设施', 'Roads'], ['C03', 'C', '市容环境设施', 'Appearance'], ['C04', 'C', '园林绿化设施', 'Greenery'],
  ['E', null, '事件', 'Events'], ['E01', 'E', '市容环境', 'Appearance'], ['E02', 'E', '宣传广告', 'Advertising'], ['E03', 'E', '施工管理', 'Construction'], ['E04', 'E', '街面秩序', 'Street order'], ['E05', 'E', '突发事件', 'Emergencies'],
  ['A', null, '诉求', 'Appeals'], ['A01', 'A', '咨询与投诉', 'Questions and complaints'], ['H', null, '隐患', 'Hazards'], ['H01', 'H', '安全隐患', 'Safety hazards'], ['M', null, '矛盾纠纷', 'Mediation'], ['M01', 'M', '邻里纠纷', 'Neighbours'],
];
// code, zh, en, owner (w workstation, t town, a unit code), limits by condition with filing words
const MINORS = [
  ['C0101', '上水井盖', 'Water manhole cover', 'M21', [['2uh', '缺失、移位，危及安全', 'missing or displaced: unsafe'], ['2wd', '松动、异响', 'loose or rattling']]],
  ['C0104', '雨水箅子', 'Storm-drain grate', 'M22', [['1wd', '堵塞达三分之一', 'blocked by a third']]], ['C0137', '路灯', 'Street lamp', 'M23', [['1wd', '不亮', 'does not light']]],
  ['C0217', '交通护栏', 'Guard rail', 'M22', [['1wd', '缺失、倾倒', 'missing or fallen']]], ['C0284', '人行道', 'Pavement', 'M22', [['5wd', '破损达半平方米', 'broken, half a square metre']]],
  ['C0305', '垃圾箱', 'Litter bin', 'w', [['4wh', '满溢、倾倒', 'overflowing or fallen']]], ['C0402', '行道树', 'Street tree', 'D11', [['1wd', '倒伏、断枝', 'fallen or broken'], ['15wd', '缺株', 'missing']]],
  ['E0101', '违法搭建', 'Illegal structure', 'D12', [['stop=2uh;demolish=15wd', '正在搭建', 'being built'], ['15wd', '已建成', 'built']]], ['E0110', '暴露生活垃圾', 'Exposed household waste', 'w', [['4wh', '散落达一平方米', 'a square metre']]],
  ['E0112', '道路不洁', 'Dirty road', 'w', [['2wh', '污渍达两平方米', 'two square metres']]], ['E0113', '道路破损', 'Road damage', 'M22', [['5wd', '破损达半平方米', 'half a square metre']]],
  ['E0128', '商业噪音', 'Shop noise', 't', [['2uh', '持续扰民', 'lasting']]], ['E0129', '露天烧烤', 'Open-air barbecue', 't', [['2uh', '占用公共场所', 'on public ground']]], ['E0136', '乱堆物堆料', 'Dumped materials', 'w', [['1wd', '占用公共场所', 'on public ground']]],
  ['E0201', '非法小广告', 'Bill posting', 'w', [['1wd', '成片', 'many']]], ['E0203', '违规户外广告', 'Unlawful billboard', 'D12', [['5wd', '未经审批', 'without approval']]],
  ['E0301', '施工扰民', 'Construction noise', 'D13', [['2uh', '夜间施工', 'at night']]], ['E0304', '工地扬尘', 'Site dust', 'D13', [['2wh', '未覆盖、未洒水', 'not covered']]],
  ['E0401', '无照经营游商', 'Unlicensed hawker', 't', [['2uh', '占道', 'in the road']]], ['E0406', '占道经营', 'Trading in the road', 't', [['2uh', '占道', 'in the road']]], ['E0410', '非机动车乱停放', 'Bicycles parked wildly', 'w', [['2wh', '堵塞通道', 'blocks the way']]],
  ['E0496', '占用消防通道', 'Fire lane blocked', 't', [['2wh', '堵塞', 'blocked']]], ['E0501', '供水管道破裂', 'Water main burst', 'M21', [['stop=1uh;repair=5wd', '喷涌', 'gushing']]], ['E0505', '路面塌陷', 'Road collapse', 'M22', [['2uh', '危及安全', 'unsafe']]],
  ['A0101', '政策咨询', 'Question', 'centre', [['1wd', '咨询', 'question']]], ['A0102', '服务投诉', 'Complaint', 'centre', [['5wd', '投诉', 'complaint']]],
  ['H0101', '消防隐患', 'Fire hazard', 't', [['1wd', '存在隐患', 'a hazard']]], ['H0102', '群租', 'Group renting', 'D15', [['10wd', '改变结构出租', 'rebuilt for renting']]], ['M0101', '邻里噪声纠纷', 'Noise between neighbours', 'D16', [['15wd', '双方愿意调解', 'both are willing']]],
];
export const OWNER_OF = new Map(MINORS.map(([code, , , owner]) => [code, owner]));
/** Seen in full only by units that work on it. */
export const RESTRICTED = new Set(['H0102', 'M0101']);

export const CLASSES = [
  ...MAJORS.map(([code, parent, zh, en]) => ({ code, parent, name: t(zh, en), kinds: ['management'], conditions: [] })),
  ...MINORS.map(([code, zh, en, , conditions]) => ({
    code, parent: code.slice(0, 3), name: t(zh, en), kinds: [code.startsWith('E04') ? 'enforcement' : 'management'], sensitivity: RESTRICTED.has(code) ? 'restricted' : 'public',
    conditions: conditions.map(([limits, fzh, fen], at) => ({
      number: at + 1, filing: t(fzh, fen), closing: t('恢复正常', 'as it should be'), urgent: limits.includes('u'),
      limits: limits.split(';').map((part) => ({ name: part.includes('=') ? part.split('=')[0] : '', limit: part.split('=').at(-1) })),
    })),
  })),
];

export const SOURCES = [
  ['12345', '12345 热线', 'Hotline 12345', 'address-text', 'gcj02', null, true], ['patrol', '网格巡查', 'Grid patrol', 'gps', 'wgs84', 5, false], ['110', '110 非警务', 'Alarm 110, not police', 'phone-cell', 'wgs84', 150, true],
  ['962349', '962349 民生热线', 'Hotline 962349', 'address-text', 'gcj02', null, true], ['mailbox', '区长信箱', 'Mayor’s mailbox', 'address-text', 'gcj02', null, true], ['workstation', '工作站采集', 'Workstation', 'gps', 'wgs84', 10, false],
].map(([code, zh, en, location, datum, accuracy_m, publicSource]) => ({ code, name: t(zh, en), location, datum, accuracy_m, public: publicSource }));

const reasons = (list) => list.map(([name, zh, en]) => ({ name, title: t(zh, en) }));
export const SETTINGS = {
  schema: 'gridward/settings/1',
  grades: reasons([['simple', '简易', 'Simple'], ['ordinary', '一般', 'Ordinary'], ['complex', '疑难', 'Complex']]),
  reasons: {
    not_file: reasons([['not-found', '现场未发现', 'Not found on the spot'], ['below-standard', '未达立案条件', 'Below the filing condition']]),
    give_back: reasons([['wrong-unit', '错派：不属本单位职责', 'Wrong unit for this class'], ['wrong-place', '错派：不属本单位地域', 'Wrong unit for this place'], ['owner-disputed', '权属有争议', 'The owner is disputed']]),
    rework: reasons([['not-done', '未处置', 'Nothing was done'], ['incomplete', '处置不彻底', 'Not done completely']]),
    extend: reasons([['weather', '天气原因', 'Weather'], ['materials', '材料、设备到货需时', 'Materials are awaited']]),
    suspend: reasons([['season', '受季节限制', 'Only in another season'], ['owner-disputed', '权属待确认', 'The owner is being determined']]),
    void: reasons([['duplicate', '重复案件', 'A double'], ['test', '测试或误录', 'A test or a slip']]),
    appeal: reasons([['wrong-dispatch', '错派造成超时', 'Late because of a wrong dispatch'], ['force-majeure', '不可抗力', 'Force majeure']]),
  },
  duplicates: { metres: 50, hours: 24 },
  reward: { steps: [['minor', '一般隐患线索', 'An ordinary hazard', 5000], ['serious', '较大隐患线索', 'A serious hazard', 15000]].map(([name, zh, en, fen]) => ({ name, title: t(zh, en), fen })), most_fen: 100000 },
};

export const QUEUE_TITLES = { unowned: t('无主', 'Unowned'), unlocated: t('待定位', 'Unlocated'), contested: t('争议', 'Contested'), unclassified: t('待分类', 'Unclassified') };
export const STAGES = {
  reported: t('待受理', 'Reported'), accepted: t('已受理', 'Accepted'), verifying: t('核实中', 'Verifying'), filed: t('待派遣', 'Filed'), dispatched: t('待处置', 'Dispatched'), handling: t('处置中', 'Handling'), returned: t('回退待派', 'Returned'),
  done: t('待核查', 'Done'), checking: t('核查中', 'Checking'), passed: t('待结案', 'Passed'), suspended: t('挂账', 'Suspended'), closed: t('已结案', 'Closed'), 'not-filed': t('不予立案', 'Not filed'), void: t('作废', 'Void'),
};
export const ACTS = {
  report: t('上报', 'Report'), assign: t('定责', 'Assign'), accept: t('受理', 'Accept'), verify: t('核实', 'Verify'), verified: t('核实反馈', 'Verified'), file: t('立案', 'File'), 'not-file': t('不予立案', 'Do not file'), dispatch: t('派遣', 'Dispatch'),
  return: t('回退', 'Return'), handle: t('处置', 'Handle'), feedback: t('处理反馈', 'Feedback'), check: t('核查', 'Check'), checked: t('核查反馈', 'Checked'), rework: t('返工', 'Rework'), close: t('结案', 'Close'), extend: t('延期', 'Extend'),
  suspend: t('挂账', 'Suspend'), resume: t('恢复', 'Resume'), void: t('作废', 'Void'), appeal: t('超时申诉', 'Appeal'), appealed: t('申诉答复', 'Appeal answered'), supervise: t('督办', 'Supervise'), locate: t('定位', 'Locate'), reclassify: t('改类', 'Reclassify'),
  duplicate: t('重复', 'Duplicate'), visit: t('回访', 'Call-back'), reward: t('奖励', 'Reward'), attach: t('附件', 'Attachment'), note: t('备注', 'Note'),
};
