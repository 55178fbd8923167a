import { describe, expect, it } from '@jest/globals';
import * as testcontainers from 'testcontainers';
import { heldBackendImages } from './docker.js';
import { requireImages } from './docker-images.js';
import { KAFKA_IMAGE, POSTGRES_IMAGE } from './images.js';

const TIMEOUT_MS = 60_000;
/** Nobody listens on this port: an image that no registry has, wherever this runs. */
const NO_IMAGE = 'localhost:1/mes-flow/none:1';

// Real: the engine of this machine.
describe('the images of the containers', () => {
  it(
    'are held, or the suite fails and says which is not',
    async () => {
      await requireImages(testcontainers, [KAFKA_IMAGE, POSTGRES_IMAGE], () => undefined);
      for (const [name, image] of await heldBackendImages()) {
        expect({ name, image }).toEqual({
          name,
          image: {
            id: expect.stringMatching(/^[0-9a-f]{12}$/) as unknown,
            megabytes: expect.any(Number) as unknown,
            builtOn: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as unknown,
          },
        });
      }
    },
    TIMEOUT_MS,
  );

  it(
    'are named when the engine neither holds nor can fetch them',
    async () => {
      await expect(
        requireImages(testcontainers, [KAFKA_IMAGE, NO_IMAGE], () => undefined),
      ).rejects.toThrow(`docker pull ${NO_IMAGE}`);
    },
    TIMEOUT_MS,
  );
});
