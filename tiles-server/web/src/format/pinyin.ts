// Initials of pinyin without a dictionary: the browser's own pinyin collation knows between which two syllables a
// character stands. Characters of several readings that matter in class names have theirs here.

/** A first character of each initial in pinyin order (none is I, U or V). Right for all 3,755 common characters of GB 2312. */
const FIRST = '吖八嚓咑妸发旮哈丌咔垃妈拏噢妑七呥仨他穵夕丫匝';
const LETTERS = 'abcdefghjklmnopqrstwxyz';
const SEVERAL: Record<string, string> = {
  行: 'xh', 重: 'zc', 长: 'cz', 乐: 'ly', 调: 'td', 弹: 'dt', 单: 'ds', 会: 'hk', 朝: 'cz', 传: 'cz', 藏: 'cz', 盛: 'sc', 车: 'cj',
  降: 'jx', 参: 'cs', 曾: 'cz', 仇: 'cq', 石: 'sd', 广: 'g', 厂: 'c', 占: 'z', 莘: 'xs', 颛: 'z', 漕: 'c', 浦: 'p', 箅: 'b', 泾: 'j',
};
const order = new Intl.Collator('zh-Hans-CN-u-co-pinyin');
const known = new Map<string, string>();

function lookUp(character: string): string {
  if (/[a-z0-9]/i.test(character)) return character.toLowerCase();
  if (!/\p{Script=Han}/u.test(character)) return '';
  if (SEVERAL[character]) return SEVERAL[character];
  let found = '';
  for (let at = 0; at < LETTERS.length && order.compare(FIRST[at]!, character) <= 0; at += 1) found = LETTERS[at]!;
  return found;
}

/** The letters that a character's reading may start with; empty for punctuation. */
export function initialsOf(character: string): string {
  const before = known.get(character);
  if (before !== undefined) return before;
  const found = lookUp(character);
  known.set(character, found);
  return found;
}

/** Where in `name` the typed letters follow each other, as `[from, to)` in characters; null where they do not. */
export function matchInitials(name: string, typed: string): [number, number] | null {
  const characters = [...name].map((character) => initialsOf(character));
  for (let from = 0; from < characters.length; from += 1) {
    let at = from;
    let read = 0;
    while (read < typed.length && at < characters.length) {
      const initials = characters[at]!;
      if (initials === '') at += 1;
      else if (!initials.includes(typed[read]!)) break;
      else {
        at += 1;
        read += 1;
      }
    }
    if (read === typed.length && read > 0) return [from, at];
  }
  return null;
}
