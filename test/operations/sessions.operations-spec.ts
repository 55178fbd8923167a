import { RIGHTS, type RightsOf } from '#libs/contracts';
import { runMesForReport } from '#libs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { settingsFor, startSecuredServers, type SecuredServers } from '../secured/test-servers.js';

const START_TIMEOUT_MS = 120_000;
const FLOW_TIMEOUT_MS = 180_000;
/** Managed brokers give a quarter of an hour or more; kafkajs says its name again ten seconds before the end. */
const SESSION_SECONDS = 20;
/** Each connection says its name again twice at least. */
const LOAD_SECONDS = 50;
/** Records a second. */
const RATE = 300;
const USER = { name: 'mes', password: 'a-secret' };

const RUN: readonly RightsOf[] = [
  'run',
  'dmp-emitter',
  'mssante-emitter',
  'eprescription-emitter',
  'volume-aggregator',
  'topics',
];

describe('a broker that asks for the name again and again', () => {
  let servers: SecuredServers;
  beforeAll(async () => {
    servers = await startSecuredServers({ sessionSeconds: SESSION_SECONDS });
    await servers.addUser(USER);
    await servers.addRights(
      USER.name,
      RUN.flatMap((of) => RIGHTS[of]),
    );
  }, START_TIMEOUT_MS);
  afterAll(() => servers.stop());

  it(
    'lets a load through that is longer than its sessions: nothing lost, nothing wrong, nobody dies',
    async () => {
      const { exitCode, json, stdout, stderr } = await runMesForReport(
        [
          ...['simulate', 'smoke', '--seed', '7', '--create-topics'],
          ...['--rate', String(RATE), '--duration', `${String(LOAD_SECONDS)}s`],
        ],
        {
          ...settingsFor(servers, USER),
          MES_PARTITIONS: '4',
        },
      );
      expect({ exitCode, text: exitCode === 0 ? '' : `${stdout}\n${stderr}` }).toEqual({
        exitCode: 0,
        text: '',
      });
      expect(json.load?.records).toBeGreaterThan(RATE * 2 * SESSION_SECONDS);
      expect(json.events.lost).toBe(0);
      expect(json.verification.wrong).toBe(0);
      expect(json.restarts).toBe(0);
    },
    FLOW_TIMEOUT_MS,
  );
});
