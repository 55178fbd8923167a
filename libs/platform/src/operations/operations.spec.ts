import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { BadInvocationError } from '../errors.js';
import { ServiceSettings } from '../service-settings.js';
import { SettingsError, loadSettings } from '../settings.js';
import { Operations } from './operations.js';

const facts = { service: 'toy', instance: 'toy-1' };
const open = (MES_METRICS_PORT = '0'): Operations =>
  new Operations(facts, { MES_METRICS_PORT, MES_METRICS_HOST: '127.0.0.1' });

// The listener is real, and so are the requests.
describe('Operations', () => {
  const opened: Operations[] = [];
  const listening = async (operations: Operations): Promise<string> => {
    opened.push(operations);
    return (await operations.open()) ?? '';
  };
  Logger.overrideLogger(false);

  afterEach(async () => {
    for (const operations of opened.splice(0)) await operations.close();
  });

  it('open no port unless a setting names one', async () => {
    expect(await new Operations(facts).open()).toBeUndefined();
    expect(await open('off').open()).toBeUndefined();
  });

  it('tell the metrics in the format of Prometheus', async () => {
    const operations = open();
    operations.metrics.gauge({ name: 'mes_toys', help: 'Toys.' }, () => 7);
    const answer = await fetch(`${await listening(operations)}/metrics`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(await answer.text()).toContain('mes_toys{service="toy"} 7');
  });

  it('are ready as long as every check passes, and say which one does not', async () => {
    const operations = open();
    const fault = { current: '' };
    operations.readiness.add({
      name: 'postgres',
      check: () =>
        fault.current === '' ? Promise.resolve() : Promise.reject(new Error(fault.current)),
    });
    const url = await listening(operations);
    expect((await fetch(`${url}/ready`)).status).toBe(200);
    fault.current = 'secret of the house';
    const answer = await fetch(`${url}/ready`);
    expect(answer.status).toBe(503);
    const text = await answer.text();
    expect(text).not.toContain('secret');
    expect(JSON.parse(text)).toEqual({
      status: 'not-ready',
      checks: [
        { name: 'serving', isReady: true },
        { name: 'postgres', isReady: false },
      ],
    });
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain('mes_ready{check="postgres",service="toy"} 0');
    expect(metrics).toContain('mes_ready{check="serving",service="toy"} 1');
    expect((await fetch(`${url}/live`)).status).toBe(200);
  });

  it('are not ready once the process stops, and alive until its end', async () => {
    const operations = open();
    const url = await listening(operations);
    operations.readiness.stop();
    expect((await fetch(`${url}/ready`)).status).toBe(503);
    expect((await fetch(`${url}/live`)).status).toBe(200);
  });

  it('answer nothing else', async () => {
    const url = await listening(open());
    expect((await fetch(`${url}/`)).status).toBe(404);
    const answer = await fetch(`${url}/metrics`, { method: 'POST', body: 'x' });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, HEAD');
    const head = await fetch(`${url}/live`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it('refuse a port that is taken, with what to do about it', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    await expect(open(String(port)).open()).rejects.toThrow(BadInvocationError);
    await expect(open(String(port)).open()).rejects.toThrow(/MES_METRICS_PORT/);
    await new Promise((resolve) => taken.close(resolve));
  });
});

describe('MES_METRICS_PORT', () => {
  const valid = {
    MES_KAFKA_BROKERS: 'one:9092',
    MES_DATABASE_URL: 'postgres://mes:secret@localhost:5432/mes',
  };

  it('is off, or a port', () => {
    expect(loadSettings(ServiceSettings, valid).MES_METRICS_PORT).toBe('off');
    for (const port of ['off', '0', '8700', '65535']) {
      const settings = loadSettings(ServiceSettings, { ...valid, MES_METRICS_PORT: port });
      expect(settings.MES_METRICS_PORT).toBe(port);
    }
  });

  it.each(['-1', '65536', 'on', '8700.5', ' '])('is not "%s"', (port) => {
    expect(() => loadSettings(ServiceSettings, { ...valid, MES_METRICS_PORT: port })).toThrow(
      SettingsError,
    );
  });
});
