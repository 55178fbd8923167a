import { describe, expect, it } from '@jest/globals';
import { parseRequestName } from './request-name.js';
import { CLIENT, LGC } from './test-request.js';

describe('parseRequestName', () => {
  it.each([`${CLIENT}/LGC-01`, `${CLIENT}/${String(LGC)}`])('reads %s', (text) => {
    expect(parseRequestName(text)).toEqual({ client: CLIENT, solution: LGC });
  });

  it.each(['', CLIENT, `${CLIENT}/`, '/LGC-01', `${CLIENT}/LGC-99`, `${CLIENT}/LGC-01/3`])(
    'refuses %j with what it expects',
    (text) => {
      expect(() => parseRequestName(text)).toThrow(/expected CLIENT\/SOLUTION/);
    },
  );
});
