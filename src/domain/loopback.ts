/**
 * True when a host name, as `URL` spells it, can be nothing but this machine. `URL` has turned every spelling of an IPv4 address into
 * the one with dots by then, so a name that only looks like an address does not pass.
 */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/** How many spellings of our own address are remembered: nobody has more. */
const MAX_REMEMBERED = 64;

/** What containers call the machine that they run on (Docker, Podman). Nobody can own a name below `internal`, which is reserved. */
const fromContainers: ReadonlySet<string> = new Set(["host.docker.internal", "host.containers.internal"]);

/** Listens everywhere, so whoever started it has opened it to every name on purpose. */
const wildcards: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);

/**
 * Tells the requests that are meant for a server on `listensOn` by their `host` header. A page on the web can make its own name lead to
 * this machine (DNS rebinding), and its browser then counts our answers as its own; but it has to send that name. So a name has to be one
 * of the loopback, which nobody else can have, or the one that the server was told to listen on. The port does not matter: it may
 * be that of a tunnel.
 */
export function ownHosts(listensOn: string): (hostHeader: string) => boolean {
  const own = listensOn.includes(":") ? `[${listensOn}]` : listensOn;
  const isOwn = (hostHeader: string) => {
    if (wildcards.has(listensOn)) return true;
    const url = URL.canParse(`http://${hostHeader}`) ? new URL(`http://${hostHeader}`) : undefined;
    if (url === undefined || url.pathname !== "/" || url.username !== "") return false;
    const { hostname } = url;
    return hostname === own || isLoopback(hostname) || hostname.endsWith(".localhost") || fromContainers.has(hostname);
  };
  // Asked once for every request, which nearly all spell alike.
  const remembered = new Set<string>();
  return (hostHeader) => {
    if (remembered.has(hostHeader)) return true;
    if (!isOwn(hostHeader)) return false;
    if (remembered.size < MAX_REMEMBERED) remembered.add(hostHeader);
    return true;
  };
}
