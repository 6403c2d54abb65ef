// Line icons on a 20 by 20 field, drawn for this page.
export const icons = {
  locate: 'M10 17.5s5.5-4.9 5.5-9.2a5.5 5.5 0 0 0-11 0c0 4.3 5.5 9.2 5.5 9.2zM10 10.3a2.1 2.1 0 1 0 0-4.2 2.1 2.1 0 0 0 0 4.2z',
  layers: 'm10 3 7 3.6-7 3.6-7-3.6zM3 10l7 3.6 7-3.6M3 13.4 10 17l7-3.6',
  keyboard: 'M2.5 5.5h15v9h-15zM5.5 8.5h.01M8.5 8.5h.01M11.5 8.5h.01M14.5 8.5h.01M7 11.7h6',
  plus: 'M10 4v12M4 10h12',
  minus: 'M4 10h12',
  home: 'M3.5 7.5v-4h4M16.5 7.5v-4h-4M3.5 12.5v4h4M16.5 12.5v4h-4M7.5 8h5v4.5h-5z',
  search: 'M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13 13l4 4',
  copy: 'M7 7h9.5v9.5H7zM13 7V3.5H3.5V13H7',
  link: 'M8.2 11.8a3 3 0 0 0 4.3 0l3-3a3 3 0 1 0-4.3-4.3l-1 1M11.8 8.2a3 3 0 0 0-4.3 0l-3 3a3 3 0 1 0 4.3 4.3l1-1',
  print: 'M6 7V3.5h8V7M6 14.5H3.5V7h13v7.5H14M6 12h8v4.5H6z',
  close: 'm5 5 10 10M15 5 5 15',
  chevron: 'm5.5 8 4.5 4.5L14.5 8',
  target: 'M10 15.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM10 2v4M10 14v4M2 10h4M14 10h4',
  alert: 'M10 3 18 16.5H2zM10 8.5v3.5M10 14.2v.01',
  inside: 'M4 4h12v12H4zM10 10.6a.6.6 0 1 0 0-1.2.6.6 0 0 0 0 1.2z',
  edge: 'M10 3v4.5M10 12.5V17M10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z',
  gap: 'M7 3v14H3M13 3v14h4M10 9v2',
  overlap: 'M3 3h9v9H3zM8 8h9v9H8z',
  outside: 'M3.5 7.5h9v9h-9zM16 4.6a.6.6 0 1 0 0-1.2.6.6 0 0 0 0 1.2z',
  none: 'M10 16.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM5.5 5.5l9 9',
} as const;

export type IconName = keyof typeof icons;
