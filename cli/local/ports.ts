/** Free TCP ports of this machine. */
import { once } from "node:events";
import { createServer } from "node:net";

/** Every address family a server of ours, or of somebody else, could be listening on. */
const HOSTS = ["127.0.0.1", "0.0.0.0", "::"];

/**
 * Picks a free port for each preferred one: itself, or else the next above it that is free and not picked yet.
 * @returns The ports, in the order asked.
 */
export async function freePorts(...preferred: number[]): Promise<number[]> {
  const picked: number[] = [];
  for (const first of preferred) {
    let port = first;
    while (picked.includes(port) || !(await isFree(port))) port++;
    picked.push(port);
  }
  return picked;
}

async function isFree(port: number): Promise<boolean> {
  for (const host of HOSTS) {
    const code = await listenError(port, host);
    // A machine without IPv6 has nobody listening on it.
    if (code !== undefined && code !== "EADDRNOTAVAIL" && code !== "EAFNOSUPPORT") return false;
  }
  return true;
}

/** Listens for an instant. Returns the code of what went wrong, if anything did. */
async function listenError(port: number, host: string): Promise<string | undefined> {
  const server = createServer();
  try {
    server.listen({ port, host, exclusive: true });
    await once(server, "listening");
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
  server.close();
  await once(server, "close");
  return undefined;
}
