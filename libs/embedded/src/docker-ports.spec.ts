import { describe, expect, it } from '@jest/globals';
import { keepOnLoopback } from './docker-ports.js';

describe('keepOnLoopback', () => {
  const open = (): { PortBindings: unknown } => ({
    PortBindings: { '5432/tcp': [{ HostPort: '0' }], '9092/tcp': [{ HostPort: '41001' }] },
  });

  it('opens every port on the loopback address, with the number it had', () => {
    const published = open();
    keepOnLoopback(published, 'localhost');
    expect(published.PortBindings).toEqual({
      '5432/tcp': [{ HostPort: '0', HostIp: '127.0.0.1' }],
      '9092/tcp': [{ HostPort: '41001', HostIp: '127.0.0.1' }],
    });
  });

  it('leaves the ports of an engine on another machine as they are', () => {
    const published = open();
    keepOnLoopback(published, 'engine.example.org');
    expect(published).toEqual(open());
  });

  it('has nothing to do where nothing is published', () => {
    const published = {};
    keepOnLoopback(published, 'localhost');
    expect(published).toEqual({ PortBindings: {} });
  });
});
