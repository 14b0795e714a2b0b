/** TCP ports of this machine. */
import { once } from "node:events";
import { createServer, type Server } from "node:net";

/** Listens on a port, unless somebody else does already. */
export async function occupy(port: number): Promise<Server | undefined> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return server;
  } catch {
    return undefined;
  }
}

/** Whether nobody listens on a port. */
export async function isFree(port: number): Promise<boolean> {
  const server = await occupy(port);
  server?.close();
  return server !== undefined;
}
