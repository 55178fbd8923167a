/**
 * True where whoever runs this has told testcontainers to start no helper that removes the containers of
 * killed processes, as where its image cannot be fetched.
 */
export function isContainerCleanUpOff(): boolean {
  return process.env['TESTCONTAINERS_RYUK_DISABLED'] === 'true';
}
