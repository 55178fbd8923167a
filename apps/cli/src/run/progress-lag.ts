/** How many records were sent by when. */
interface Sent {
  readonly atMs: number;
  readonly records: number;
}

/** Samples kept: beyond, every second one goes, and the lag is told less finely. */
const SAMPLES_MAX = 4096;

/**
 * How far counting is behind sending, as time: how long ago as many records had been sent as are
 * counted now. It looks at records that were really sent, so it needs no rate and does not swing when
 * the rate does. Partitions are looked at together: one may be further behind than this says.
 */
export class LagHistory {
  #samples: Sent[] = [];

  /** Takes down what has been sent by now. Instants and records never go back. */
  note(atMs: number, records: number): void {
    this.#samples.push({ atMs, records });
    if (this.#samples.length > SAMPLES_MAX) {
      this.#samples = this.#samples.filter((_, index) => index % 2 === 0);
    }
  }

  /** Seconds behind at the last sample; 0 when everything sent is counted. Forgets what is counted. */
  lagSeconds(counted: number): number {
    const last = this.#samples.at(-1);
    if (last === undefined || counted >= last.records) return 0;
    const next = this.#samples.findIndex(({ records }) => records > counted);
    this.#samples.splice(0, Math.max(0, next - 1));
    return (last.atMs - sentAtMs(this.#samples, counted)) / 1000;
  }
}

/** When so many records had been sent: between two samples at an even pace. */
function sentAtMs([before, after]: readonly Sent[], records: number): number {
  if (before === undefined) return 0;
  if (after === undefined || records <= before.records) return before.atMs;
  const share = (records - before.records) / (after.records - before.records);
  return before.atMs + share * (after.atMs - before.atMs);
}
