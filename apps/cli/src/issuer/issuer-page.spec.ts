import { describe, expect, it } from '@jest/globals';
import { issuerPage } from './issuer-page.js';

describe('issuerPage', () => {
  it('gives the setting of a service and a line that gets a token', () => {
    const page = issuerPage({
      url: 'http://127.0.0.1:4000',
      tokenUrl: 'http://127.0.0.1:4000/token',
      audience: 'mes-flow',
      clients: [
        {
          clientId: 'professional-1',
          clientSecret: 's',
          subject: '898',
          scopes: ['deposits:write'],
        },
        {
          clientId: 'software-nothing',
          clientSecret: 't',
          subject: 'software-nothing',
          scopes: [],
        },
      ],
    });
    expect(page).toContain('MES_OIDC_ISSUER=http://127.0.0.1:4000 MES_OIDC_AUDIENCE=mes-flow');
    expect(page).toContain(
      'curl -s -u professional-1:s -d grant_type=client_credentials -d scope=deposits:write http://127.0.0.1:4000/token',
    );
    expect(page).toMatch(/software-nothing +t +software-nothing +\(no scope\)/);
  });
});
