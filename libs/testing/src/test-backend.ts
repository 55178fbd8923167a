/** Addresses of the backend that `test/start-backend.js` started for the flow tests. */
export function testBackend(): { MES_KAFKA_BROKERS: string; MES_DATABASE_URL: string } {
  const brokers = process.env['MES_TEST_KAFKA_BROKERS'];
  const databaseUrl = process.env['MES_TEST_DATABASE_URL'];
  if (!brokers || !databaseUrl) {
    throw new Error(
      'expected MES_TEST_KAFKA_BROKERS and MES_TEST_DATABASE_URL, set by test/start-backend.js; the flow tests need a real backend and do not skip',
    );
  }
  return { MES_KAFKA_BROKERS: brokers, MES_DATABASE_URL: databaseUrl };
}
