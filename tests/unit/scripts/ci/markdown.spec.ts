import assert from "node:assert/strict";
import { code, fenced, words } from "../../../../scripts/ci/markdown";

describe("words in Markdown", () => {
    for (const [what, text, expected] of [
        ["mention no one", "ask @acme/team", "ask @&#8203;acme/team"],
        ["mention no other pull request", "as in acme/shop#12", "as in acme/shop#&#8203;12"],
        ["are no link", "[shop](//evil.example)", "\\[shop\\](//evil.example)"],
        ["are no link where they escape the escape", "\\[shop](x)", "\\\\\\[shop\\](x)"],
        ["show no image", "![shop](//evil.example)", "!\\[shop\\](//evil.example)"],
        ["have no address that becomes a link", "HTTPS://evil.example", "HTTPS:&#8203;//evil.example"],
        ["have no name that becomes a link", "www.evil.example", "www&#8203;.evil.example"],
        ["start no tag, no cell, no line and no code", "<b>|a\n `b`", "&lt;b>\\|a<br>\\`b\\`"],
        ["write no character by its number", "&#64;team", "&amp;#&#8203;64;team"],
        ["link no address", "a@evil.example", "a@&#8203;evil.example"],
        ["leave an image's digest as it is", "shop:v1@sha256:0af", "shop:v1@sha256:0af"],
        ["are what they were else", "1 of 2, a.b/c: 50 % (x_y) @ #", "1 of 2, a.b/c: 50 % (x_y) @ #"],
    ] as const) {
        it(what, () => {
            assert.equal(words(text), expected);
        });
    }
});

describe("code in Markdown", () => {
    it("ends where it is to, and not at what it holds", () => {
        assert.equal(code("a`b|c\nd"), "`` a`b\\|c d ``");
        assert.deepEqual(fenced(["```", "@team"], "text"), ["````text", "```", "@team", "````"]);
    });
});
