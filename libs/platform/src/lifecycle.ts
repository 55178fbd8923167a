/**
 * Runs the handler once on SIGTERM, on SIGINT, and when the parent that started this process with a
 * message channel is gone, so that no process outlives the command that started it.
 *
 * @param insist called for every further signal: somebody does not want to wait. Omitted: nothing happens
 */
export function onShutdown(
  handler: (reason: string) => Promise<void>,
  insist: (signal: string) => void = () => undefined,
): void {
  let isStopping = false;
  const stop = (reason: string): void => {
    if (isStopping) return;
    isStopping = true;
    void handler(reason);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (isStopping) insist(signal);
      else stop(signal);
    });
  }
  process.on('disconnect', () => {
    stop('parent is gone');
  });
}

/** What a child process tells the command that started it. */
export interface ProcessMessage {
  readonly type: 'ready' | 'fatal';
  /** Why it ends; of a ready service the address it listens on, if it listens. */
  readonly detail?: string;
}

/** Tells the parent, if there is one, that this process serves, and where it listens. */
export function announceReady(address?: string): void {
  tellParent({ type: 'ready', ...(address !== undefined && { detail: address }) });
}

/** Tells the parent, if there is one, why this process ends. */
export function announceFatal(detail: string): void {
  tellParent({ type: 'fatal', detail });
}

function tellParent(message: ProcessMessage): void {
  if (process.connected) process.send?.(message);
}
