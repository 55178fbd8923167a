import { describe, expect, it } from '@jest/globals';
import { assertStreamsFit } from './streams-fit.js';

const sons = { name: 'sons-wave-1@0.01', seed: '7', hasSons: true };
const volumes = { name: 'smoke', seed: '7', hasSons: false };

describe('assertStreamsFit', () => {
  it.each([
    ['a first run with SONS', [], sons],
    ['the same run with SONS again', [sons], sons],
    ['volumes beside volumes', [volumes], { ...volumes, seed: '8' }],
  ])('lets %s pass', (_, known, asked) => {
    expect(() => {
      assertStreamsFit(known, asked);
    }).not.toThrow();
  });

  it.each([
    ['SONS of another seed', [sons], { ...sons, seed: '8' }, /seed 8: .*holds sons-wave-1@0.01/],
    ['SONS of another scale', [sons], { ...sons, name: 'sons-wave-1' }, /sons-wave-1@0.01/],
    ['SONS beside volumes', [volumes], sons, /holds smoke with seed 7\. /],
    ['volumes beside SONS', [sons], volumes, /a scenario with SONS/],
  ])('refuses %s', (_, known, asked, message) => {
    expect(() => {
      assertStreamsFit(known, asked);
    }).toThrow(message);
  });
});
