import assert from "node:assert/strict";
import { matchesEmpty, quoted, regexpProblem } from "../../../../../components/src/gate/model/regexp";

describe("a regular expression of Prometheus", () => {
    const broken: [pattern: string, problem: string][] = [
        ["(", "an unclosed ("],
        ["a(b|c", "an unclosed ("],
        ["a)(b", "an unopened )"],
        ["[a-z", "an unclosed ["],
        ["[\\]", "an unclosed ["],
        ["*.php", "a * that repeats nothing"],
        ["a|+b", "a + that repeats nothing"],
        ["(?!/healthz).*", "lookahead and lookbehind"],
        ["(?<=/api)/v1", "lookahead and lookbehind"],
        ["(a)\\1", "backreferences"],
        ["/api\\", "a backslash at its end"],
    ];
    for (const [pattern, problem] of broken) {
        it(`is broken: ${pattern}`, () => {
            assert.equal(regexpProblem(pattern), problem);
        });
    }

    const good = [
        "/api/.*|/v1",
        "(?i)get|post",
        "(?P<name>a)(?:b)+?",
        "(?i:a)(?s-m:b)",
        "[]()*]+",
        "[^]a]",
        "[[]",
        "[[:alpha:](]",
        "[\\]]",
        "\\Q(*\\E",
        "\\(\\?\\)",
        "\\x{2F}+",
        "\\pN{2}",
        "\\12",
        "^*a",
        "5..",
    ];
    for (const pattern of good) {
        it(`is left to Prometheus: ${pattern}`, () => {
            assert.equal(regexpProblem(pattern), undefined);
        });
    }

    it("matches the empty string, as far as this is certain", () => {
        for (const pattern of [".*", "|a", "(a|b)?", "(?i)a*", "(?U:(?P<n>a)?)"]) {
            assert.equal(matchesEmpty(pattern), true, pattern);
        }
        for (const pattern of ["5..", ".+", "(?i)a|b", "(?U:(?P<n>a))", "\\Q\\E"]) {
            assert.equal(matchesEmpty(pattern), false, pattern);
        }
    });

    it("matches exactly the string that was quoted", () => {
        const text = "/a.b\\c+*?()|[]{}^$-'\"";
        assert.equal(quoted(text), "/a\\.b\\\\c\\+\\*\\?\\(\\)\\|\\[\\]\\{\\}\\^\\$-'\"");
        assert.ok(new RegExp(`^(?:${quoted(text)})$`).test(text));
    });
});
