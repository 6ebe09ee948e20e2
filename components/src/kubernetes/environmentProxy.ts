import { BlockList, isIP } from "node:net";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Returns the proxy that the environment selects for a server, by Go's rules, which kubectl follows: HTTPS_PROXY or
 * HTTP_PROXY by the server's scheme, unless NO_PROXY lists the host; never for the machine itself.
 *
 * @see https://pkg.go.dev/golang.org/x/net/http/httpproxy
 */
export function environmentProxy(server: string, env: Environment): string | undefined {
    const { protocol, hostname, port } = new URL(server);
    const host = hostname.replace(/^\[|\]$/g, "").toLowerCase();
    const scheme = protocol === "https:" ? "https" : "http";
    const proxy = either(env, `${scheme}_proxy`);
    if (proxy === "" || isLoopback(host)) {
        return undefined;
    }
    const usedPort = port || (scheme === "https" ? "443" : "80");
    const excluded = either(env, "no_proxy")
        .split(",")
        .some((entry) => excludes(entry.trim().toLowerCase(), host, usedPort));
    if (excluded) {
        return undefined;
    }
    return proxy.includes("://") ? proxy : `http://${proxy}`;
}

function either(env: Environment, name: string): string {
    return env[name.toUpperCase()] || env[name] || "";
}

function isLoopback(host: string): boolean {
    return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

function excludes(entry: string, host: string, port: string): boolean {
    if (entry === "" || entry === "*") {
        return entry === "*";
    }
    const [, network, prefix] = /^(.*)\/(\d+)$/.exec(entry) ?? [];
    if (network !== undefined && isIP(network) !== 0) {
        const list = new BlockList();
        list.addSubnet(network, Number(prefix), family(network));
        return isIP(host) !== 0 && list.check(host, family(host));
    }
    const [, name = entry, entryPort] = isIP(entry) === 6 ? [] : (/^(.*?)(?::(\d+))?$/.exec(entry) ?? []);
    if (entryPort !== undefined && entryPort !== port) {
        return false;
    }
    const bare = name.replace(/^\[|\]$/g, "");
    if (isIP(bare) !== 0) {
        return bare === host;
    }
    const domain = bare.replace(/^\*/, "");
    return domain.startsWith(".") ? host.endsWith(domain) : host === domain || host.endsWith(`.${domain}`);
}

function family(address: string): "ipv4" | "ipv6" {
    return isIP(address) === 6 ? "ipv6" : "ipv4";
}
