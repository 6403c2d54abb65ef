// Words of the analysis page, first language; `en.ts` must fill every key.

export const analysisZh = {
  title: '分析',
  synthetic: '合成数据 synthetic',
  syntheticHelp: '图上案件为示范用合成数据，与真实事件无关。',
  public: '公众口径',
  publicHelp: '未登录：只显示已结束的月份（由整周组成），不足 {n} 件的网格合并，不显示点位与筛选。',
  signIn: '登录',
  signInBack: '返回分析',
  roleNote: '不足 {n} 件的数值并入上级',

  live: { stream: '实时', connecting: '连接中', polling: '连接中', off: '不更新', help: { stream: '案件变化时，只刷新受影响的瓦片', connecting: '正在连接变化流', polling: '正在连接变化流', off: '服务器没有提供变化流；重新载入可看最新数据' } },

  show: { label: '图形', cells: '网格', h3: '六边形', density: '密度', points: '点位', flow: '流向' },
  showHelp: { cells: '按所选网格着色', h3: 'H3 六边形，大小随缩放而定', density: '四次核密度，单位固定', points: '单件案件；缩小时聚合', flow: '从发生地到责任单位' },
  layer: '网格层级',
  measure: '指标',
  measures: { count: '案件数', 'per-km2': '每平方公里·30 天', 'per-thousand': '每千居民·30 天', 'per-patrol': '每百巡查小时', 'overdue-share': '超时率', change: '较上期变化', 'z-score': '较上期变化（标准差）' },
  resolution: '六边形大小',
  resolutionAuto: '随缩放',
  resolutionValue: '{n} 级（边长约 {edge}）',
  bandwidth: '带宽',
  edge: '区界校正',
  bandwidthHelp: '每件案件的影响摊在周围 {n} 米内，越远越小；带宽越大，图面越平滑。',
  edgeOnHelp: '区界以外没有数据：已校正，区内每件都在区内计满一件，边缘不偏低。',
  edgeOffHelp: '未校正：区界旁有一部分摊到了区外，边缘偏低。',
  flow: { label: '显示', usual: '最强 {lines} 条（≥ {n} 件）', usualAll: '全部（不足百条）', all: '全部 {lines} 条', from: '≥ {n} 件', lines: '{lines} 条', help: '由案发街镇指向责任单位；案件少的线先不画，大的流向才看得清。', drawn: '画出 {lines} 条（≥ {n} 件），共 {of} 条', drawnFrom: '只画 ≥ {n} 件的流向，共 {of} 条', drawnAll: '画出全部 {of} 条' },

  period: { label: '时段', '7d': '近 7 天', '30d': '近 30 天', month: '本月', year: '本年', all: '全部', from: '起', to: '止', until: '资料截至 {date}', days: '{n} 天', text: '{from} 至 {to}', lastMonth: '最近一月', least: '公众口径按已结束的月份，由整周组成' },

  where: {
    heading: '条件', clear: '清除条件', active: '{n} 项', more: '更多条件', class: '案件类别', classSearch: '拼音首字母、名称或编码', classAll: '全部类别', classNone: '没有匹配的类别', source: '来源', sourceAll: '全部来源', unit: '责任单位（含下级）', status: '状态', statusAll: '全部状态', open: '未办结', stages: '按阶段',
    kind: '性质', kindAll: '全部性质', level: '层级', levelAll: '全部层级', levels: { district: '区级', town: '街镇级', workstation: '工作站级' }, grade: '质量等级', gradeAll: '全部等级', hazard: '只看隐患', locked: '登录后可按类别、来源与单位筛选。', remove: '去掉条件：{name}',
  },

  compare: { label: '对比', none: '不对比', period: '两个时段', plan: '两版网格', side: '并排', swipe: '卷帘', other: '与之对比', before: '上一期', year: '去年同期', custom: '自选时段', plan2: '另一版网格', one: '仅有一版网格，无法对比。', handle: '卷帘位置', a: '甲', b: '乙', shared: '两图同一色标' },

  strip: { label: '时段滑块', start: '开始日期', end: '结束日期', whole: '整段移动', play: '播放', pause: '暂停', back: '后退一步', next: '前进一步', hint: '拖动选择时段；方向键逐日移动，PageUp、PageDown 逐周移动', bar: '{from} 起：{n} 件', barHidden: '{from} 起：数量过少，不显示', step: { hour: '每小时', day: '每天', week: '每周', month: '每月' }, empty: '没有案件' },

  legend: { heading: '图例', unit: '单位', period: '时段', cases: '案件', elsewhere: '另有 {n} 件位于图外或无位置', cells: '{n} 个网格', merged: '{n} 格数量不足，与上级合并显示', missing: '{n} 格无数值', hatch: '无暴露量或无可比数据：斜线，不作零处理', withheld: '数量不足 {n}，不显示', ramp: '色带 {name}，色盲友好', plan: '网格第 {n} 版', events: '数据版本 {n}', resolution: 'H3 {n} 级', bandwidth: '四次核，带宽 {n} m', edgeOn: '已作区界校正', edgeOff: '未作区界校正', locked: '播放时色标固定', sized: '圆越大件数越多，数字为件数', late: '红圈：含超时案件', flowWidth: '线宽表示件数，箭头指向责任单位', clear: '透明：带宽内没有案件', collapse: '收起图例', expand: '展开图例', loading: '正在取图例…' },
  missing: { 'no-exposure': '没有暴露量', 'nothing-judged': '尚无可评判案件', 'nothing-before': '上期没有案件', withheld: '数量不足，不显示' },

  map: { label: '分析地图。方向键平移，加减号缩放，回车选中十字准星处的网格。', labelB: '对比地图，与左图同步。', noLayer: '没有可统计的网格层级', mergedInto: '与上级合并：{n} 级', cases: '{n} 件', overdue: '超时 {n} 件', choose: '点击查看' },

  state: { loading: '正在统计…', empty: '这一时段没有符合条件的案件。', emptyHelp: '可放宽条件或拉长时段。', forbidden: '当前身份不能查看{what}', forbiddenHelp: '{what}只对有权限的账号开放。登录后可看；网格与密度人人可看。', fault: '图上数值未能取得', missing: '这台服务器还没有提供{what}', missingHelp: '请改看其他图形。', noData: '库中还没有案件。', elsewhere: '当前画面不在本区范围内', elsewhereHelp: '这里没有可显示的内容。', home: '回到全区', instead: '看{what}', zoom: '{n} 级六边形要放大到 {zoom} 级才显示', zoomHelp: '现在是 {now} 级：六边形太小，画出来看不清。', zoomThere: '放大到那里', zoomAuto: '大小随缩放', noValue: '所有网格都没有这一指标的数值', noValueHelp: '上期没有可比的案件，或没有相应的居民、巡查数据。可换一个指标或时段。' },

  figures: {
    heading: '统计', district: '全区', cell: '网格', area: '圈定范围', cases: '案件', overdue: '其中超时', share: '占 {p}', change: '较{name}', before: '上期', perKm2: '每平方公里', touches: '涉及', topPeriod: '公众口径按整季：{from} 至 {to}', topUntold: '类别与单位的排名按整季公布，这一时段里没有完整的一季。', cells: '{n} 个单元网格', perDay: '日均', trend: '趋势', classes: '类别', units: '责任单位', others: '其他', none: '没有案件', withheld: '数量不足，不显示', list: '案件清单', listMore: '最近 {n} 件', listNone: '没有案件', listLogin: '登录后可查看案件清单。', listFault: '案件清单无法取得', open: '到派单页打开', close: '关闭', closeFigures: '收起统计', openFigures: '展开统计', back: '返回全区', hexNote: '六边形没有编码上的归属；可圈定范围统计。', cellLogin: '单个网格的统计对有账号者开放，请登录。', asTable: '数据表', from: '时段', caseCount: '案件', now: '本期', loading: '正在统计…', chart: '{name}：{n} 点，最多 {most} 件', of: '共 {n} 件',
  },

  area: { heading: '圈定范围', lasso: '圈画', box: '框选', typed: '输入范围', visible: '当前视图', chosen: '所选网格', hint: '按住并拖动，围出一块范围；Esc 取消', hintBox: '按住并拖出一个矩形；Esc 取消', boxLabel: '西,南,东,北（WGS84 度）', boxHint: '例如 {example}', boxBad: '请写四个数：西,南,东,北，且西小于东、南小于北。', apply: '统计此范围', clear: '清除范围', tooSmall: '范围太小，请重画。', report: '圈定范围报告' },

  export: { heading: '导出', link: '复制链接', copied: '已复制', copyFailed: '浏览器不允许复制', csv: '表格 CSV', geojson: '网格图形 GeoJSON', gpkg: '地理数据包 GeoPackage', tif: '密度栅格 GeoTIFF', files: '数据文件', filesOfA: '数据文件（甲图）', noFiles: '“{what}”没有数据文件。“网格”有表格与图形，“六边形”有图形，“密度”有栅格。', png: '打印用图 PNG（200 dpi）', print: '打印', busy: '正在准备…', failed: '导出失败：{why}', title: '{district} · {measure}', sources: '数据：{plan} · {data} · 案件 {cases} 件', generated: '生成于 {time}', basemap: '底图 {source}', north: '北', legendNote: '色标与系统一致，色盲友好', synthetic: '合成数据 synthetic：不代表真实事件', side: { a: '甲', b: '乙' } },

  tabs: { label: '视图', where: '条件', map: '地图', figures: '统计' },
  shortcuts: { shows: '切换图形', play: '播放、暂停', steps: '时段后退、前进', compare: '对比', lasso: '圈定范围', search: '搜索类别', choose: '选中十字准星处的网格', escape: '取消圈画、返回全区', legend: '收起、展开图例' },
  announce: { cell: '已选 {name}', area: '已圈定范围，{km2} 平方公里', frame: '{from} 至 {to}', shown: '{measure}，{n} 件' },
};
