/** True if a host name, as `URL` spells it, can only be this machine. `URL` has already normalised IPv4 addresses. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/** The most spellings of our address to remember. */
const MAX_REMEMBERED = 64;

/** The names of the host machine in Docker and Podman. Nobody can own a name below `internal`, which is reserved. */
const fromContainers: ReadonlySet<string> = new Set(["host.docker.internal", "host.containers.internal"]);

/** A server that listens everywhere is open to every name on purpose. */
const wildcards: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);

/**
 * Checks the `host` header of requests to a server on `listensOn`, against DNS rebinding: a web page can make its own name resolve to this
 * machine, but it must send that name. The port is ignored, because it may be that of a tunnel.
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
  // Called for every request, and nearly all headers are the same.
  const remembered = new Set<string>();
  return (hostHeader) => {
    if (remembered.has(hostHeader)) return true;
    if (!isOwn(hostHeader)) return false;
    if (remembered.size < MAX_REMEMBERED) remembered.add(hostHeader);
    return true;
  };
}

/**
 * False for a request that a web page made a browser send, under the page's own name or across origins. Programs send no `origin`, and a
 * browser sends one with everything but a plain GET.
 */
export function isFromHere(
  { host, origin }: { readonly host?: string | undefined; readonly origin?: string | undefined },
  isOwnHost: (hostHeader: string) => boolean,
): boolean {
  return origin === undefined && (host === undefined || isOwnHost(host));
}
