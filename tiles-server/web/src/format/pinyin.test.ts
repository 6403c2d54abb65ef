import { describe, expect, it } from 'vitest';
import { initialsOf, matchInitials } from './pinyin';

describe('pinyin initials', () => {
  it.each([
    ['暴露生活垃圾', 'blshlj'], ['上水井盖', 'ssjg'], ['雨水箅子', 'ysbz'], ['无照经营游商', 'wzjyys'], ['占道经营', 'zdjy'], ['非法小广告', 'ffxgg'],
    ['路面塌陷', 'lmtx'], ['群租', 'qz'], ['燃气管道破裂', 'rqgdpl'], ['公共厕所', 'ggcs'], ['噪音扰民', 'zyrm'], ['行道树', 'xds'], ['违法搭建', 'wfdj'],
    ['欧阳鹅', 'oye'], ['人民', 'rm'], ['安全', 'aq'], ['可口', 'kk'], ['女', 'n'], ['爬墙', 'pq'], ['左', 'z'],
  ])('of %s are %s', (name, initials) => {
    expect(matchInitials(name, initials)).toEqual([0, name.length]);
  });

  it('know both readings of a character that has two', () => {
    expect(matchInitials('银行', 'yh')).toEqual([0, 2]);
    expect(matchInitials('行道树', 'xd')).toEqual([0, 2]);
  });

  it('match inside a name, over punctuation, and tell where', () => {
    expect(matchInitials('暴露生活垃圾', 'shlj')).toEqual([2, 6]);
    expect(matchInitials('早（夜）市管理问题', 'zys')).toEqual([0, 5]);
    expect(matchInitials('暴露生活垃圾', 'xx')).toBeNull();
    expect(matchInitials('暴露', '')).toBeNull();
  });

  it('of letters are the letters, of signs nothing', () => {
    expect(initialsOf('A')).toBe('a');
    expect(initialsOf('，')).toBe('');
  });
});
