import * as Plot from '@observablehq/plot';
import { describe, expect, it } from '@jest/globals';
import { parseHTML } from 'linkedom';
import { Chart, INK } from './chart.js';
import { renderToString } from 'preact-render-to-string';

const HINT = 'one third';
const HOSTILE = '"><script>alert(1)</script>&amp;';

function drawn(title: string, label: string): string {
  return renderToString(
    <Chart
      id="some"
      title={title}
      description={HOSTILE}
      plot={() => ({
        marks: [
          Plot.barY([{ x: label, y: 1 / 3 }], {
            x: 'x',
            y: 'y',
            fill: INK.accent,
            title: () => HINT,
          }),
        ],
      })}
    />,
  );
}

describe('Chart', () => {
  it('is drawn in two widths, each an image with a name and a description', () => {
    const { document } = parseHTML(`<html><body>${drawn('Volumes', 'a')}</body></html>`);
    const images = [...document.querySelectorAll('svg')];
    expect(images).toHaveLength(2);
    for (const image of images) {
      expect(image.getAttribute('role')).toBe('img');
      const named = image.getAttribute('aria-labelledby') ?? '';
      const described = image.getAttribute('aria-describedby') ?? '';
      expect(document.getElementById(named)?.textContent).toBe('Volumes');
      expect(document.getElementById(described)?.textContent).toBe(HOSTILE);
    }
  });

  it('holds no style that the policy of the pages would refuse', () => {
    expect(drawn('Volumes', 'a')).not.toMatch(/<style|style=/);
  });

  it('shows markup in labels as text', () => {
    expect(drawn(HOSTILE, HOSTILE)).not.toContain('<script>');
  });

  it('says the value of a mark to a pointer, where there is one', () => {
    const { document } = parseHTML(`<html><body>${drawn('Volumes', 'a')}</body></html>`);
    const hints = (selector: string): number =>
      [...document.querySelectorAll(`${selector} title`)].filter(
        ({ textContent }) => textContent === HINT,
      ).length;
    expect([hints('.chart-wide'), hints('.chart-narrow')]).toEqual([1, 0]);
  });

  it('writes no more than two decimals', () => {
    expect(drawn('Volumes', 'a')).not.toMatch(/\d\.\d{3,}/);
  });
});
