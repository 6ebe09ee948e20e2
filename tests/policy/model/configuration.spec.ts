import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { catalog } from "../../../policies/src/catalog";
import { type Configuration, readConfiguration } from "../../../policies/src/model/configuration";
import { ruleNamed } from "../ruleSpec";

const fileOf = (environment: string) =>
    JSON.parse(readFileSync(`policies/config/${environment}.json`, "utf8")) as Record<string, unknown>;

function configurationOf(given: unknown): Configuration {
    const configuration = readConfiguration(given, catalog);
    assert.ok("levelOf" in configuration, JSON.stringify(configuration));
    return configuration;
}

describe("the policies' configuration", () => {
    for (const environment of ["dev", "ci", "prod"]) {
        it(`of ${environment} is good`, () => {
            configurationOf(fileOf(environment));
        });
    }

    it("of dev stops no update", () => {
        const dev = configurationOf(fileOf("dev"));
        assert.deepEqual([...new Set(catalog.map((rule) => dev.levelOf(rule)))], ["advisory"]);
    });

    it("of prod sets the level of every rule, and all but two are mandatory", () => {
        const prod = configurationOf(fileOf("prod"));
        assert.deepEqual(
            Object.keys(fileOf("prod")),
            catalog.map(({ name }) => name),
        );
        const advisory = catalog.filter((rule) => prod.levelOf(rule) !== "mandatory").map(({ name }) => name);
        assert.deepEqual(advisory, ["ingress-nginx-version", "gaps-listed", "exceptions-listed"]);
    });

    it("of prod is never laxer than that of ci", () => {
        const [prod, ci] = [configurationOf(fileOf("prod")), configurationOf(fileOf("ci"))];
        const laxer = catalog.filter((rule) => ci.levelOf(rule) === "mandatory" && prod.levelOf(rule) !== "mandatory");
        assert.deepEqual(laxer, []);
    });

    it("takes a level for all rules except those that it names", () => {
        const configuration = configurationOf({ all: "disabled", "images-pinned": "mandatory" });
        assert.equal(configuration.levelOf(ruleNamed("images-pinned")), "mandatory");
        assert.equal(configuration.levelOf(ruleNamed("pods-restricted")), "disabled");
        assert.equal(configurationOf({}).levelOf(ruleNamed("ingress-nginx-version")), "advisory");
    });

    it("is rejected with all its problems at once", () => {
        const problems = readConfiguration(
            {
                all: "strict",
                "image-pinned": "mandatory",
                "first-weight-small": { enforcementLevel: "on", maximumPercent: 0, maximum: 5, constructor: 1 },
                "images-pinned": { digestFor: "some", floatingTags: [] },
                "no-plaintext-secrets": { names: "(", except: { "Rollout a/b": "later" } },
                "ingress-nginx-version": { minimum: "1.15" },
                "conditions-cover-no-data": { explicit: "yes" },
                "pods-restricted": { except: [] },
            },
            catalog,
        );
        const names = catalog.map(({ name }) => name).join(", ");
        assert.deepEqual(problems, [
            'all must be one of advisory, mandatory, disabled, got "strict"',
            `image-pinned is no rule, must be all or one of ${names}`,
            'first-weight-small.enforcementLevel must be one of advisory, mandatory, disabled, got "on"',
            "first-weight-small.maximumPercent must be a whole number from 1 to 100, got 0",
            "first-weight-small.maximum is no setting, must be one of enforcementLevel, maximumPercent, except",
            "first-weight-small.constructor is no setting, must be one of enforcementLevel, maximumPercent, except",
            'images-pinned.digestFor must be one of nothing, app, everything, got "some"',
            "images-pinned.floatingTags must be a list of at least one string, got []",
            'no-plaintext-secrets.names must be a regular expression, got "("',
            'no-plaintext-secrets.except["Rollout a/b"] must read "REASON; until YYYY-MM-DD", got "later"',
            'ingress-nginx-version.minimum must be a version of three numbers, got "1.15"',
            'conditions-cover-no-data.explicit must be true or false, got "yes"',
            "pods-restricted.except must be a map of strings, got []",
        ]);
        assert.deepEqual(readConfiguration([], catalog), [
            "the configuration must map rule names to levels or settings, got []",
        ]);
    });
});
