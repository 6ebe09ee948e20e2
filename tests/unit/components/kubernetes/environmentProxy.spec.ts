import assert from "node:assert/strict";
import { environmentProxy } from "../../../../components/src/kubernetes/environmentProxy";

const proxy = "http://proxy:3128";

describe("the proxy of the environment", () => {
    const rows: readonly [server: string, env: Record<string, string>, expected: string | undefined][] = [
        ["https://api.example.com:6443", {}, undefined],
        ["https://api.example.com:6443", { HTTPS_PROXY: proxy }, proxy],
        ["https://api.example.com:6443", { https_proxy: "proxy:3128" }, proxy],
        ["https://api.example.com:6443", { HTTP_PROXY: proxy }, undefined],
        ["http://api.example.com", { HTTP_PROXY: proxy }, proxy],
        ["https://localhost:6443", { HTTPS_PROXY: proxy }, undefined],
        ["https://127.0.0.2:6443", { HTTPS_PROXY: proxy }, undefined],
        ["https://[::1]:6443", { HTTPS_PROXY: proxy }, undefined],
        ["https://api.example.com", { HTTPS_PROXY: proxy, NO_PROXY: "*" }, undefined],
        ["https://api.example.com", { HTTPS_PROXY: proxy, NO_PROXY: "other, example.com" }, undefined],
        ["https://example.com", { HTTPS_PROXY: proxy, NO_PROXY: ".example.com" }, proxy],
        ["https://api.example.com", { HTTPS_PROXY: proxy, no_proxy: "*.example.com" }, undefined],
        ["https://notexample.com", { HTTPS_PROXY: proxy, NO_PROXY: "example.com" }, proxy],
        ["https://api.example.com:6443", { HTTPS_PROXY: proxy, NO_PROXY: "example.com:443" }, proxy],
        ["https://api.example.com", { HTTPS_PROXY: proxy, NO_PROXY: "example.com:443" }, undefined],
        ["https://10.1.2.3", { HTTPS_PROXY: proxy, NO_PROXY: "10.0.0.0/8" }, undefined],
        ["https://11.1.2.3", { HTTPS_PROXY: proxy, NO_PROXY: "10.0.0.0/8,11.1.2.4" }, proxy],
        ["https://[fd00::1]:6443", { HTTPS_PROXY: proxy, NO_PROXY: "fd00::/8" }, undefined],
        ["https://[fd00::1]:6443", { HTTPS_PROXY: proxy, NO_PROXY: "fd00::1" }, undefined],
    ];
    for (const [server, env, expected] of rows) {
        it(`of ${server} by ${JSON.stringify(env)} is ${String(expected)}`, () => {
            assert.equal(environmentProxy(server, env), expected);
        });
    }
});
