import process from 'node:process';

/** A process whose clock is hours off: FAULT_CLOCK is such as `volume-aggregator=-5`, hours. */
const [app, hours] = (process.env.FAULT_CLOCK ?? '').split('=');
if (app !== '' && process.argv[1]?.includes(app)) {
  const now = Date.now.bind(Date);
  Date.now = () => now() + Number(hours) * 3_600_000;
}
