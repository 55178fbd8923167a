/** The colours of the style sheet, checked by the formulas that auditors use. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const css = readFileSync(join(import.meta.dirname, '../../../assets/dashboard.css'), 'utf8');
const darkAt = css.indexOf('prefers-color-scheme: dark');
const THEMES = {
  light: coloursOf(css.slice(0, darkAt)),
  dark: coloursOf(css.slice(darkAt, css.indexOf('box-sizing'))),
} as const;

type Rgb = readonly [number, number, number];

function coloursOf(text: string): ReadonlyMap<string, Rgb> {
  return new Map(
    [...text.matchAll(/--([a-z0-9-]+): #([0-9a-f]{6});/g)].map(([, name = '', hex = '']) => [
      name,
      [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb,
    ]),
  );
}

/** WCAG 2.1, relative luminance. */
function linear([r, g, b]: Rgb): Rgb {
  const of = (value: number): number => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return [of(r), of(g), of(b)];
}

function luminance(colour: Rgb): number {
  const [r, g, b] = linear(colour);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2.1, contrast ratio. */
function contrast(a: Rgb, b: Rgb): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

/** Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB. */
const VISIONS: Readonly<Record<string, readonly Rgb[]>> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
};

/** CIE Lab of linear RGB, D65. */
function lab([r, g, b]: Rgb): Rgb {
  const f = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function seenApart(a: Rgb, b: Rgb, vision: readonly Rgb[]): number {
  const see = (colour: Rgb): Rgb => {
    const from = linear(colour);
    const to = vision.map((row) =>
      Math.min(
        1,
        Math.max(
          0,
          row.reduce((sum, part, at) => sum + part * (from[at] ?? 0), 0),
        ),
      ),
    );
    return lab(to as unknown as Rgb);
  };
  const [first, second] = [see(a), see(b)];
  return Math.hypot(...first.map((value, at) => value - (second[at] ?? 0)));
}

/** Difference in Lab from which two areas are told apart at a glance; 2.3 is just noticeable. */
const APART = 10;

describe.each(['light', 'dark'] as const)('the colours of the %s theme', (theme) => {
  const colour = (name: string): Rgb => {
    const found = THEMES[theme].get(name);
    if (found === undefined) throw new Error(`no --${name} in the ${theme} theme`);
    return found;
  };

  it.each([
    ['ink', 'paper'],
    ['ink', 'panel'],
    ['ink-soft', 'paper'],
    ['ink-soft', 'panel'],
    ['accent', 'panel'],
    ['accent', 'paper'],
    ['accent', 'accent-wash'],
    ['good', 'good-wash'],
    ['bad', 'bad-wash'],
    ['warn', 'warn-wash'],
    ['panel', 'accent'],
  ])('let %s be read on %s (4.5 to 1)', (text, ground) => {
    expect(contrast(colour(text), colour(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it.each([
    'series-1',
    'series-2',
    'series-3',
    'series-4',
    'series-5',
    'series-6',
    'focus',
    'line-strong',
  ])('let %s be seen on a panel (3 to 1)', (name) => {
    expect(contrast(colour(name), colour('panel'))).toBeGreaterThanOrEqual(3);
  });

  it.each(Object.keys(VISIONS))('keep the series apart for %s', (name) => {
    const vision = VISIONS[name] ?? [];
    for (let a = 1; a <= 6; a++) {
      for (let b = a + 1; b <= 6; b++) {
        const apart = seenApart(colour(`series-${a}`), colour(`series-${b}`), vision);
        expect([a, b, apart >= APART ? 'apart' : apart]).toEqual([a, b, 'apart']);
      }
    }
  });

  it.each(Object.keys(VISIONS))('keep neighbouring classes of the map apart for %s', (name) => {
    const vision = VISIONS[name] ?? [];
    for (let a = 1; a < 5; a++) {
      const apart = seenApart(colour(`sequence-${a}`), colour(`sequence-${a + 1}`), vision);
      expect([a, apart >= APART ? 'apart' : apart]).toEqual([a, 'apart']);
    }
  });
});

describe('the check of the colours', () => {
  it('knows black on white, and red from green only where one sees both', () => {
    expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21);
    const [red, green]: Rgb[] = [
      [200, 80, 60],
      [130, 120, 40],
    ];
    const apart = (name: string): number =>
      seenApart(red ?? [0, 0, 0], green ?? [0, 0, 0], VISIONS[name] ?? []);
    expect(apart('normal')).toBeGreaterThan(40);
    expect(apart('deuteranopia')).toBeLessThan(20);
  });
});
