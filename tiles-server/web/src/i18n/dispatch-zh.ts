// Words of the dispatch page.

export const dispatchZh = {
  title: '派单',
  synthetic: '合成数据',
  syntheticHelp: '示范用合成案件，与真实事件、人员无关。',
  loading: '正在加载…',
  retry: '重试',
  close: '关闭',
  more: '更多',
  none: '无',
  listSeparator: '、',
  days: { yesterday: '昨天', today: '今天', tomorrow: '明天' },
  units: { day: '天', hour: '小时', minute: '分', second: '秒' },
  left: '剩 {time}',
  late: '超时 {time}',
  ago: '{time}前',
  by: '{time} 前',
  justNow: '刚刚',
  limitUnits: { wd: '工作日', wh: '工作时', wm: '工作分钟', ud: '紧急工作日', uh: '紧急工作时', um: '紧急工作分钟', nd: '自然日' },
  dueStages: { stop: '制止', penalise: '处罚', demolish: '拆除', repair: '修复', restore: '恢复', rectify: '整改', secure: '设防', report: '报告', defuse: '化解', check: '核查', warn: '警示' },
  levels: { district: '区级', town: '街镇级', workstation: '工作站级' },
  kinds: { service: '服务类', management: '管理类', enforcement: '执法类' },
  placeKinds: { road: '道路', street: '道路', community: '居村委', town: '街镇', estate: '小区', poi: '地点', crossing: '路口', component: '部件', station: '车站', park: '公园', school: '学校', hospital: '医院', village: '村' },
  unitKinds: { district: '区中心', department: '职能部门', 'sub-centre': '街镇分中心', workstation: '工作站', 'patrol-team': '巡查队', 'community-team': '社区队伍', maintainer: '权属单位' },
  roles: { district: '区级', department: '部门', town: '街镇', workstation: '工作站', collector: '采集员', public: '公众' },
  stages: {
    reported: '待受理', accepted: '已受理', verifying: '核实中', filed: '待派遣', dispatched: '待处置', handling: '处置中', returned: '回退待派', done: '待核查', checking: '核查中', passed: '待结案',
    suspended: '挂账', closed: '已结案', 'not-filed': '不予立案', void: '作废',
  },
  acts: {
    report: '上报', assign: '定责', accept: '受理', verify: '派核实', verified: '核实反馈', file: '立案', 'not-file': '不予立案', dispatch: '派遣', return: '回退', handle: '开始处置', feedback: '处理反馈', check: '派核查', checked: '核查反馈',
    rework: '返工', close: '结案', extend: '延期', suspend: '挂账', resume: '恢复', void: '作废', appeal: '超时申诉', appealed: '申诉答复', supervise: '督办', locate: '定位', reclassify: '改类', duplicate: '并案', visit: '回访', reward: '奖励', attach: '附件', note: '备注', erase: '删除个人信息',
  },

  signIn: { heading: '登录派单台', lead: '案件登记、派遣与跟踪需要登录；地图定位不需要。', account: '账号', password: '密码', submit: '登录', submitting: '正在登录…', out: '退出', expired: '登录已过期，请重新登录。已填写的内容仍保留。', unsent: '还有 {n} 件未送达，重新登录后自动重试。', wrong: '账号或密码不对。', unsentOut: '还有 {n} 件案件未送达服务器。退出后将保留在本标签页，由同一账号登录后继续发送。' },

  live: { stream: '实时', connecting: '连接中', polling: '轮询', off: '未连接', help: { stream: '变化随时推送到本页', connecting: '正在连接事件流', polling: '事件流中断，每 10 秒查询一次', off: '事件流未连接' } },

  queues: {
    label: '队列', unowned: '无主', unlocated: '待定位', contested: '争议', unclassified: '待分类', overdue: '超时', 'due-soon': '临期', unit: '本单位及下级',
    help: { unowned: '没有规则为其指定责任单位', unlocated: '没有可用的位置', contested: '两条规则同样适用，或单位互相回退', unclassified: '类别不在分类表中', overdue: '已过处置时限', 'due-soon': '即将到期', unit: '未办结案件' },
    keeper: '由 {unit} 兜底', open: '在办', overdueShort: '超时', soonShort: '临期', chooseUnit: '选择单位', unitSearch: '单位名称、首字母或编码', mine: '回到本单位',
  },
  filters: { label: '筛选', class: '类别', source: '来源', town: '街镇', stage: '阶段', all: '全部', clear: '清除筛选', classAll: '全部类别' },
  list: {
    label: '案件列表', count: '{n} 件', countMore: '{n} 件以上', empty: '没有案件', emptyQueue: { unowned: '没有无主案件', unlocated: '没有待定位案件', contested: '没有争议案件', unclassified: '没有待分类案件', overdue: '没有超时案件', 'due-soon': '没有临期案件', unit: '没有在办案件' }, emptyFilter: '没有符合筛选条件的案件。', noPlace: '无位置', masked: '敏感，已隐去', number: '第 {n} 号',
    ended: '已结束', stopped: '计时停止', unstarted: '未计时', handled: '已处理', newCase: '登记案件', row: '{class}，{stage}，{unit}，{due}',
  },

  intake: {
    heading: '登记案件', class: '类别', classHint: '拼音首字母、编码或名称，例如 blsh', classNone: '没有匹配的类别', condition: '立案条件', conditionAuto: '未指明',
    place: '地点', placeHint: '粘贴坐标、地址或部件编码；F2 在地图上选点', datum: '坐标系', accuracy: '误差半径', source: '来源', text: '情况描述', textHint: '现场情况、持续时间、影响', reporter: '反映人', reporterName: '姓名', reporterPhone: '电话', reporterNote: '个人信息，仅办理单位可见',
    submit: '登记', submitAttached: '登记并并入', submitKey: 'Ctrl+Enter', clear: '清空', pinButton: '地图选点', pinned: '地图选点', pinHelp: '方向键移动准星，回车落点，Esc 返回', unpin: '取消选点',
    readAs: { pair: '坐标', component: '部件编码', address: '地址', swapped: '经纬度似乎写反，是否用 {place}？', swap: '按此使用', range: '超出范围：{value}' }, searching: '正在查找地名…', noCandidates: '本地地名库中没有匹配的地名；仍可登记，将进入待定位队列。', candidates: '可能的地点', chosen: '已选地点', confidence: '把握 {p}', sourceFirst: '请选择来源', needClass: '先选类别', reporterToggle: '填写反映人',
  },
  proposal: {
    heading: '拟派', waiting: '选定类别后，这里即时显示责任单位、时限与理由。', waitingKeys: '从类别开始：输入拼音首字母，回车；再填地点。', asking: '正在判定…', owner: '责任单位', keeper: '兜底单位', queue: '进入“{queue}”队列', tied: '同等规则', helpers: '协办', level: '层级', due: '处置时限', noDue: '没有设定时限', provisional: '暂定：工作日历未覆盖到期日', fromNow: '自此刻起算',
    rule: '规则', runnersUp: '未胜出的规则', border: '距边界', rival: '相邻', fallback: '属地兜底：位置在覆盖区外', review: '需人工复核', why: '理由', place: '判定位置', noPlace: '没有位置', versions: '网格第 {plan} 版 · 规则第 {rules} 版 · 日历第 {calendar} 版', duplicates: '可能重复（{n}）', duplicate: '相距 {distance}，{time}，{stage}', attach: '并入此案', attached: '将并入此案', detach: '不并入', outside: '区外', fault: '无法给出拟派',
  },
  outbox: {
    label: '待送达案件', sending: '正在送达…', waiting: '未送达，自动重试中（第 {n} 次）', refused: '服务器未接受', sent: '已登记', again: '此前已登记，未重复', queue: '进入{queue}', unit: '归 {unit}', linked: '已并入', notLinked: '已登记，但未能并入：请打开案件处理', now: '立即重试', edit: '取回修改', discard: '丢弃', open: '打开', discardSure: '确定丢弃这件未送达的案件？', offline: '网络不可用；案件已在本页保留，恢复后自动送达，编号不变。',
  },
  file: {
    heading: '案件', back: '返回登记', refresh: '刷新', missing: '无法打开案件', overdue: '已超时', due: '处置时限', suspended: '挂账中，计时停止', provisional: '暂定', masked: '敏感类别：位置、描述与反映人按权限隐去。', facts: '基本情况', text: '情况描述', noText: '没有描述', reporter: '反映人', source: '来源', kind: '性质', grade: '质量等级', reported: '上报', filed: '立案', dispatched: '派遣', handled: '处理完毕', ended: '办结', condition: '立案条件',
    stated: '来源所述位置', used: '采用位置', accuracy: '误差 {m}', component: '部件', sameDatum: '来源即 WGS84', shifted: '换算移动 {m}', noStated: '来源没有说明位置', decision: '派单依据', history: '办理过程', events: '{n} 条', effective: '生效', recorded: '记录', recordedAt: '记录于 {time}', system: '系统', acts: '可办理', noActs: '当前阶段没有可办理的事项', hiddenActs: '更多操作', pauses: '计时停止 {from} – {to}', ongoing: '至今', progress: '已用时限', copyNumber: '复制编号', copied: '已复制', print: '打印',
  },
  form: {
    remark: '理由（记入备注）', unit: '单位', unitHint: '名称、首字母或编码', proposes: '建议单位（可不填）', reason: '理由', text: '说明', grade: '质量等级', condition: '立案条件', found: '是否属实', yes: '属实', no: '不属实', passed: '是否办结', passedYes: '通过', passedNo: '不通过', level: '督办层级', levels: { 1: '街镇', 2: '区', 3: '领导' }, satisfaction: '满意度', satisfactions: { satisfied: '满意', fair: '基本满意', dissatisfied: '不满意', 'not-reached': '未能联系' }, reward: '奖励金额（元）', granted: '是否同意', grantedYes: '同意', grantedNo: '不同意', file: '文件', class: '类别', of: '并入案件编号', place: '位置', placeHint: '坐标，或点击“用地图选点”', usePin: '用地图选点', helpers: '协办单位',
    confirm: '确认{act}', cancel: '取消', required: '必填', pickUnit: '请选择单位', sending: '正在提交…', done: '已{act}', proposed: '拟派单位', unlawful: '当前不能办理“{act}”', lawfulNow: '现在可以：{acts}', conflict: '案件刚被他人更新，已刷新；请核对后再办。', sure: '确认后不可撤销。', extendHelp: '按原时限再加一次，最多两次；新的到期时间由服务器计算。', suspendHelp: '计时自确认时停止，恢复后继续。',
  },
  detail: { unit: '单位', reason: '理由', text: '说明', proposes: '建议', queue: '队列', rule: '规则', cause: '原因', of: '并入', level: '层级', satisfaction: '满意度', fen: '金额', name: '文件', bytes: '大小', due: '到期', condition: '条件', class: '类别', source: '来源', grade: '等级', found: '属实', passed: '通过', granted: '同意', helpers: '协办', erased: '（已隐去）', yes: '是', no: '否', yuan: '{n} 元', causes: { intake: '受理', located: '位置确定', reclassified: '分类更正', plan: '网格换版', rules: '规则换版', person: '人工' }, download: '下载' },
  tabs: { label: '视图', board: '队列', work: '登记', file: '案件', map: '地图' },
  announce: { queue: '{queue}，{n} 件', opened: '已打开 {class}', submitted: '已提交登记', pin: '已落点 {place}' },
  shortcuts: { newCase: '登记新案件', submit: '提交登记', pin: '在地图上选点', move: '上一件、下一件', open: '打开所选案件', queues: '切换队列', back: '返回、关闭表单', find: '筛选类别', acts: '按钮上的字母：办理案件', help: '显示本说明', map: '地图上：移动准星、落点', more: '新窗口不丢：未送达的案件保留在本页' },
  mapNote: { dots: '列表中的案件', late: '超时案件' },
};
