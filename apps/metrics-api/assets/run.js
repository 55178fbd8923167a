/**
 * Follows a run while it goes on: figures are filled in as they come, and the page is loaded again at
 * the end, when it holds the proof. Without this script the page loads itself again every few seconds.
 */
const place = document.querySelector('[data-run-events]');
if (place) follow(place);

/** Between a stream that was refused and the next try, milliseconds. */
const RETRY_MS = 5000;

function follow(place) {
  const { runEvents, language } = place.dataset;
  const source = new EventSource(runEvents);
  const formats = {
    integer: new Intl.NumberFormat(language, { maximumFractionDigits: 0 }),
    seconds: new Intl.NumberFormat(language, {
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
    }),
  };
  source.addEventListener('progress', ({ data }) => {
    const { progress, state } = JSON.parse(data);
    // The page of a run that has begun says more than that of one that waits.
    if (state !== place.dataset.state) return reload(source);
    if (progress) show(place, progress, formats);
  });
  source.addEventListener('end', () => reload(source));
  source.addEventListener('error', () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), RETRY_MS);
  });
}

function reload(source) {
  source.close();
  location.reload();
}

function show(place, progress, { integer, seconds }) {
  const { planned, counted } = progress;
  const bar = place.querySelector('progress');
  if (bar) {
    bar.max = Math.max(1, planned, counted);
    bar.value = counted;
  }
  const texts = {
    elapsed: `${seconds.format(progress.elapsedSeconds)} s`,
    planned: integer.format(planned),
    emitted: integer.format(progress.emitted),
    counted: integer.format(counted),
    lag: integer.format(progress.lag),
    rate: integer.format(progress.eventsPerSecond),
    phase: place.dataset[`phase${progress.phase[0].toUpperCase()}${progress.phase.slice(1)}`],
  };
  for (const [name, text] of Object.entries(texts)) {
    const element = place.querySelector(`[data-run="${name}"]`);
    if (element && text !== undefined && element.textContent !== text) element.textContent = text;
  }
}
