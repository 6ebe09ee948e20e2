import assert from "node:assert/strict";
import { selectorProblems } from "../../../../../components/src/gate/model/requestsSelector";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const problemsOf = (selector: unknown) =>
    selectorProblems(selector).map(({ property, message }) => `${property} ${message}`);
const matcher = { label: "handler", operator: "!=", value: "/healthz" };

describe("a requestsSelector", () => {
    it("is a list of label matchers, which may be empty", () => {
        const matchers = [
            matcher,
            { label: "code", operator: "=", value: '"\\\n' },
            { label: "_method", operator: "=~", value: "(?i)get|post" },
            { label: "handler", operator: "!~", value: "/internal/.*" },
        ];
        assert.deepEqual(problemsOf(matchers), []);
        assert.deepEqual(problemsOf([]), []);
    });

    it("may have parts that are not known yet", () => {
        assert.deepEqual(problemsOf(unknown), []);
        assert.deepEqual(problemsOf([unknown, { label: unknown, operator: unknown, value: unknown }]), []);
        assert.deepEqual(problemsOf([{ label: "code", operator: "=~", value: unknown }]), []);
    });

    const list = "requestsSelector must be a list of matchers, each with label, operator and value, got";
    const at = "requestsSelector[0]";
    const rejected: [what: string, selector: unknown, problems: string[]][] = [
        ["nothing", undefined, [`${list} nothing`]],
        ["text", 'handler!="/healthz"', [`${list} "handler!=\\"/healthz\\""`]],
        ["a map", { handler: "/" }, [`${list} {"handler":"/"}`]],
        ["a matcher that is none", ["a"], [`${at} must have label, operator and value, got "a"`]],
        [
            "another field",
            [{ ...matcher, not: true }],
            [
                `${at} must have label, operator and value, got ` +
                    '{"label":"handler","operator":"!=","value":"/healthz","not":true}',
            ],
        ],
        [
            "fields that are absent",
            [{}],
            [
                `${at}.label must be the name of a Prometheus label, got nothing`,
                `${at}.operator must be one of =, !=, =~, !~, got nothing`,
                `${at}.value must be a string that is not empty, quoted where it looks like a number, got nothing`,
            ],
        ],
        [
            "a label that ends the matcher",
            [{ ...matcher, label: 'a="",b' }],
            [`${at}.label must be the name of a Prometheus label, got "a=\\"\\",b"`],
        ],
        [
            "a number",
            [matcher, { label: "code", operator: "=", value: 200 }],
            [
                "requestsSelector[1].value must be a string that is not empty, quoted where it looks like a number, got 200",
            ],
        ],
        [
            "another operator",
            [{ ...matcher, operator: "==" }],
            [`${at}.operator must be one of =, !=, =~, !~, got "=="`],
        ],
        [
            "the counter's name",
            [{ ...matcher, label: "__name__" }],
            [`${at}.label must be another label, because requestsMetric is the counter's name, got "__name__"`],
        ],
        [
            "the job",
            [{ ...matcher, label: "job" }],
            [`${at}.label must be another label, because the gate selects the app's job itself, got "job"`],
        ],
        [
            "the version",
            [{ ...matcher, label: "rollouts_pod_template_hash" }],
            [
                `${at}.label must be another label, because the gate compares the versions by it, got "rollouts_pod_template_hash"`,
            ],
        ],
        [
            "a broken expression",
            [{ ...matcher, operator: "!~", value: "(?!/api).*" }],
            [
                `${at}.value must be a regular expression of Prometheus (RE2) without lookahead and lookbehind, got "(?!/api).*"`,
            ],
        ],
        [
            "an expression that an absent label matches",
            [{ ...matcher, operator: "=~", value: ".*" }],
            [`${at}.value must be a regular expression that does not match the empty string, got ".*"`],
        ],
    ];
    for (const [what, selector, problems] of rejected) {
        it(`is rejected with ${what}`, () => {
            assert.deepEqual(problemsOf(selector), problems);
        });
    }

    it("takes a broken expression as a plain string after = and !=", () => {
        assert.deepEqual(problemsOf([{ ...matcher, value: "(" }]), []);
    });
});
