import { describe, expect, it } from '@jest/globals';
import { RIGHTS, type Right } from './rights.js';
import { TOPIC_CONTRACTS } from './topics.js';

const all: readonly Right[] = Object.values(RIGHTS).flat();
const topics = TOPIC_CONTRACTS.map(({ topic }) => topic);

describe('the least rights', () => {
  it('are rights on topics of the house, each named in full', () => {
    for (const { resource, name, pattern } of all) {
      if (resource !== 'topic') continue;
      expect(topics).toContain(name);
      expect(pattern).toBe('literal');
    }
  });

  it('let somebody write and somebody read each topic that is made beforehand', () => {
    for (const { topic, isMadeLate } of TOPIC_CONTRACTS) {
      const operations = all.filter(({ name }) => name === topic).flatMap((one) => one.operations);
      expect(operations).toContain('Write');
      if (!isMadeLate) expect(operations).toContain('Read');
    }
  });

  it('let nobody delete a topic, and only one make them all', () => {
    for (const [of, rights] of Object.entries<readonly Right[]>(RIGHTS)) {
      const onTopics = rights.filter(({ resource }) => resource === 'topic');
      expect(onTopics.flatMap(({ operations }) => operations)).not.toContain('Delete');
      const made = onTopics.filter(({ operations }) => operations.includes('Create'));
      expect(made.map(({ name }) => name).sort()).toEqual(of === 'topics' ? topics.toSorted() : []);
    }
  });
});
