import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Knows the connections that carry no request. Node's own `closeIdleConnections` leaves out those that never
 * carried one, which browsers and HTTP clients open in advance; each would hold a stopping server for the whole limit.
 */
export class UnusedConnections {
  readonly #open = new Set<Socket>();
  readonly #busy = new Set<Socket>();

  constructor(server: Server) {
    server.on('connection', (socket) => {
      this.#open.add(socket);
      socket.once('close', () => this.#open.delete(socket));
    });
    server.on('request', ({ socket }, response) => {
      this.#busy.add(socket);
      response.once('close', () => this.#busy.delete(socket));
    });
  }

  close(): void {
    for (const socket of this.#open) {
      if (!this.#busy.has(socket)) {
        socket.destroySoon();
      }
    }
  }
}
