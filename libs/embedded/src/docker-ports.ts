import { LOOPBACK } from './ports.js';

/** The part of a container's definition that says which of its ports are open, and where. */
export interface PublishedPorts {
  PortBindings?: unknown;
}

type Bindings = Record<string, { HostIp?: string; HostPort?: string }[]>;

/**
 * Opens published ports on this machine alone; an engine opens them on all addresses by default.
 *
 * @param engineHost where the engine is: its ports have to be open to this machine when it is another one
 */
export function keepOnLoopback(published: PublishedPorts, engineHost: string): void {
  if (!['localhost', LOOPBACK].includes(engineHost)) return;
  const bindings = (published.PortBindings ?? {}) as Bindings; // the engine's own form
  published.PortBindings = Object.fromEntries(
    Object.entries(bindings).map(([port, places]) => [
      port,
      places.map((place) => ({ ...place, HostIp: LOOPBACK })),
    ]),
  );
}
