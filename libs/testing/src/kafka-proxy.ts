import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A broker's answer to a fetch, whole, without its length: changed or not, it is passed on. */
export type EditAnswer = (answer: Buffer) => Buffer;

/** A proxy before a real broker that may change what a reader gets. */
export interface KafkaProxy {
  /** Address of the proxy. The broker's own address in its answers is replaced by it. */
  readonly broker: string;
  /** From now on answers to fetches go through `edit`; undefined: they stay as they are. */
  editFetches(edit: EditAnswer | undefined): void;
  close(): Promise<void>;
}

const FETCH_KEY = 1;
/** Requests whose answers hold addresses: metadata, coordinators, the cluster. */
const ADDRESS_KEYS = new Set([3, 10, 60]);
const LENGTH_BYTES = 4;

/**
 * Starts a proxy before a broker, plain text only. A broker refuses damaged batches from producers, and
 * readers meet them all the same: from a disk, from a network. Here they do so on purpose.
 *
 * @param broker `host:port`, as it calls itself in its answers
 */
export async function startKafkaProxy(broker: string): Promise<KafkaProxy> {
  const [host = '', port = ''] = broker.split(':');
  const sockets = new Set<Socket>();
  let edit: EditAnswer | undefined;
  const server = createServer((client) => {
    const upstream = connect(Number(port), host);
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      // The other side's end of the same connection says all there is to say.
      socket.on('error', () => undefined);
    }
    /** What was asked, by correlation id. */
    const asked = new Map<number, number>();
    onFrames(client, (frame) => {
      asked.set(frame.readInt32BE(4), frame.readInt16BE(0));
      upstream.write(framed(frame));
    });
    onFrames(upstream, (frame) => {
      const key = asked.get(frame.readInt32BE(0)) ?? -1;
      asked.delete(frame.readInt32BE(0));
      if (ADDRESS_KEYS.has(key)) replaceAddress(frame, host, Number(port), ownPort);
      client.write(framed(key === FETCH_KEY && edit !== undefined ? edit(frame) : frame));
    });
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Cast: a server that listens on TCP has an address of this kind.
  const { port: ownPort } = server.address() as AddressInfo;
  return {
    broker: `127.0.0.1:${String(ownPort)}`,
    editFetches: (wanted) => {
      edit = wanted;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Puts what comes together into whole frames. */
function onFrames(socket: Socket, take: (frame: Buffer) => void): void {
  let pieces: Buffer[] = [];
  let bytes = 0;
  socket.on('data', (piece) => {
    pieces.push(Buffer.from(piece));
    bytes += piece.length;
    if (bytes < LENGTH_BYTES) return;
    let rest = Buffer.concat(pieces);
    while (rest.length >= LENGTH_BYTES) {
      const end = LENGTH_BYTES + rest.readInt32BE(0);
      if (rest.length < end) break;
      take(rest.subarray(LENGTH_BYTES, end));
      rest = rest.subarray(end);
    }
    pieces = [rest];
    bytes = rest.length;
  });
}

function framed(frame: Buffer): Buffer {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeInt32BE(frame.length);
  return Buffer.concat([length, frame]);
}

/** The same host, which the proxy listens on as well, with another port. */
function replaceAddress(frame: Buffer, host: string, port: number, ownPort: number): void {
  const address = Buffer.alloc(host.length + 4);
  address.write(host, 'latin1');
  address.writeInt32BE(port, host.length);
  for (let at = frame.indexOf(address); at !== -1; at = frame.indexOf(address, at + 1)) {
    frame.writeInt32BE(ownPort, at + host.length);
  }
}
