import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { render } from './render.js';

describe('render', () => {
  let folder: string;
  const write = (path: string, text: string): void => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const overlay = (text: string): void => {
    write('overlay/kustomization.yaml', `resources: [../base]\n${text}`);
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mes-render-'));
    const deployment = (name: string): string =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec: {replicas: 1, template: {spec: {containers: [{name: app, image: ours}]}}}\n`;
    write('base/kustomization.yaml', 'resources: [two.yaml]\n');
    write('base/two.yaml', `${deployment('one')}---\n${deployment('one-more')}`);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('does what the overlay says, to the targets whose whole name fits', () => {
    write('overlay/patch.yaml', '- {op: add, path: /spec/paused, value: true}\n');
    overlay(
      'namespace: here\nreplicas: [{name: one-more, count: 3}]\nimages: [{name: ours, newName: theirs, newTag: "2"}]\npatches: [{path: patch.yaml, target: {kind: Deployment, name: one}}]\n',
    );
    const spec = { template: { spec: { containers: [{ name: 'app', image: 'theirs:2' }] } } };
    expect(render(join(folder, 'overlay'))).toEqual([
      expect.objectContaining({
        metadata: { name: 'one', namespace: 'here' },
        spec: { ...spec, replicas: 1, paused: true },
      }),
      expect.objectContaining({
        metadata: { name: 'one-more', namespace: 'here' },
        spec: { ...spec, replicas: 3 },
      }),
    ]);
  });

  it.each([
    ['a field that it does not know', 'commonLabels: {a: b}\n', /came commonLabels/],
    ['replicas of nothing', 'replicas: [{name: none, count: 3}]\n', /expected a Deployment none/],
    ['an image of nothing', 'images: [{name: none, newName: a, newTag: b}]\n', /container of none/],
    [
      'a patch without a target',
      'patches: [{path: patch.yaml, target: {kind: Job}}]\n',
      /expected a Job/,
    ],
    [
      'a patch without its place',
      'patches: [{path: patch.yaml, target: {kind: Deployment}}]\n',
      /Deployment one: replace \/spec\/none/,
    ],
  ])('refuses %s', (_, text, reason) => {
    write('overlay/patch.yaml', '- {op: replace, path: /spec/none, value: 1}\n');
    overlay(text);
    expect(() => render(join(folder, 'overlay'))).toThrow(reason);
  });
});
