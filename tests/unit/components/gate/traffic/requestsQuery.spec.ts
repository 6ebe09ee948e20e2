import assert from "node:assert/strict";
import type { Series } from "../../../../../components/src/gate/cluster/prometheus";
import type { LabelMatcher } from "../../../../../components/src/gate/model/requestsSelector";
import {
    countedSeries,
    requestsSelectorOf,
    snapshotSelector,
} from "../../../../../components/src/gate/traffic/requestsQuery";

const queryOf = (...requestsSelector: LabelMatcher[]) => ({
    job: "app",
    requestsMetric: "http_requests_total",
    requestsSelector,
});
const matchers: LabelMatcher[] = [
    { label: "handler", operator: "!=", value: "/healthz" },
    { label: "agent", operator: "!~", value: "k6.*|curl" },
    { label: "code", operator: "=", value: "2.0" },
    { label: "method", operator: "=~", value: "GET|POST" },
];

describe("the query of a share", () => {
    it("selects the counter and up by the job", () => {
        assert.equal(snapshotSelector(queryOf()), '{__name__=~"http_requests_total|up",job="app"}');
        assert.equal(requestsSelectorOf(queryOf()), 'http_requests_total{job="app"}');
    });

    it("lets series without a label pass, as up is, whatever the matcher", () => {
        assert.equal(
            snapshotSelector(queryOf(...matchers)),
            '{__name__=~"http_requests_total|up",job="app",handler!="/healthz",agent!~"k6.*|curl",' +
                'code=~"|2\\\\.0",method=~"|(?:GET|POST)"}',
        );
    });

    it("is shown with the matchers that were given", () => {
        assert.equal(
            requestsSelectorOf(queryOf(...matchers)),
            'http_requests_total{job="app",handler!="/healthz",agent!~"k6.*|curl",code="2.0",method=~"GET|POST"}',
        );
    });

    it("has no value that ends its string", () => {
        const value = 'a"} or up{b="\\\n';
        const inString = '"a\\"} or up{b=\\"\\\\\\n"';
        assert.equal(
            requestsSelectorOf(queryOf({ label: "a", operator: "!=", value })),
            `http_requests_total{job="app",a!=${inString}}`,
        );
        const quotedTwice = snapshotSelector(queryOf({ label: "a", operator: "=", value })).split(',job="app",')[1];
        assert.equal(quotedTwice, 'a=~"|a\\"\\\\} or up\\\\{b=\\"\\\\\\\\\\n"}');
    });

    const series = (name: string, labels: Record<string, string> = {}): Series => ({
        labels: { __name__: name, ...labels },
        samples: [],
    });
    const counter = (labels: Record<string, string>) => series("http_requests_total", labels);

    it("counts the series that Prometheus matched by their labels, and every scrape", () => {
        const good = counter({ handler: "/", code: "200", method: "GET" });
        const negative = matchers.slice(0, 2);
        const answer = [good, counter({ code: "200" }), counter({ code: "", method: "GET" }), series("up")];
        const counted = countedSeries(answer, queryOf(...matchers));
        assert.deepEqual(counted, { requests: [good], scrapes: [series("up")] });
        assert.equal(countedSeries(answer, queryOf(...negative)).requests.length, 3);
        assert.equal(countedSeries(answer, queryOf()).requests.length, 3);
    });
});
