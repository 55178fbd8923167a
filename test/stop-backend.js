/** Jest's globalTeardown of the flow tests: stops what start-backend.js started. */
export default async function stop() {
  await globalThis.mesTestBackend?.stop();
}
