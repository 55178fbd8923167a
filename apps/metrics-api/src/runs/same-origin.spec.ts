import { describe, expect, it } from '@jest/globals';
import { originFault } from './same-origin.js';

const here = { host: '127.0.0.1:8600', origin: undefined, fetchSite: undefined };

describe('originFault', () => {
  it.each([
    { origin: 'http://127.0.0.1:8600' },
    { origin: 'http://127.0.0.1:8600', fetchSite: 'same-origin' },
    { fetchSite: 'same-origin' },
    { host: 'localhost:8600', origin: 'http://localhost:8600' },
    { host: '[::1]:8600', origin: 'http://[::1]:8600' },
  ])('lets a page of this service ask: %j', (request) => {
    expect(originFault({ ...here, ...request })).toBeUndefined();
  });

  it.each([
    [{ origin: 'http://127.0.0.1:8601' }, 'origin'],
    [{ origin: 'https://evil.example' }, 'origin'],
    [{ origin: 'null' }, 'origin'],
    [{ origin: 'http://127.0.0.1:8600.evil.example' }, 'origin'],
    [{ origin: 'http://127.0.0.1:8600', fetchSite: 'cross-site' }, 'sec-fetch-site'],
    [{ fetchSite: 'same-site' }, 'sec-fetch-site'],
    [{ fetchSite: 'none' }, 'sec-fetch-site'],
    [{}, 'origin'],
    // A name pointed to this machine: the browser takes its pages for ours.
    [{ host: 'evil.example:8600', origin: 'http://evil.example:8600' }, 'host'],
    [{ host: '127.0.0.1.evil.example', fetchSite: 'same-origin' }, 'host'],
    [{ host: undefined, fetchSite: 'same-origin' }, 'host'],
  ])('refuses %j', (request, field) => {
    expect(originFault({ ...here, ...request })?.field).toBe(field);
  });
});
