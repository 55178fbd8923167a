/** How a spec starts a backend of its own: as MES_INFRA says, which `npm run test:containers` sets. */
export function testInfra(): 'auto' | 'embedded' | 'docker' {
  const infra = process.env['MES_INFRA'] ?? 'auto';
  if (infra !== 'auto' && infra !== 'embedded' && infra !== 'docker') {
    throw new Error(`MES_INFRA: expected auto, embedded or docker; came ${infra}`);
  }
  return infra;
}
