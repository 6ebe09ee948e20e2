import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { images } from "../../../../../scripts/local/versions";
import { imagesWith } from "../../../../../scripts/local/images";
import { recipeFolder, recipeKey } from "../../../../../scripts/local/images/context";
import { type Recipe, recipes } from "../../../../../scripts/local/images/recipes";
import { programs, programsWith } from "../../../../../scripts/local/toolchain/programs";

const entries: [string, Recipe][] = Object.entries(recipes);

describe("image recipes", () => {
    it("make every image of versions.ts under its own name", () => {
        assert.deepEqual(Object.fromEntries(entries.map(([name, { reference }]) => [name, reference])), { ...images });
    });

    for (const [router, images, builds] of [
        ["traefik", ["traefik", "gatewayApiPlugin"], ["traefik", "gatewayapi-plugin"]],
        [
            "envoy-gateway",
            ["envoy", "envoyGateway", "gatewayApiPlugin"],
            ["envoy", "envoy-gateway", "gatewayapi-plugin"],
        ],
    ] as const) {
        it(`leave out what only ${router} needs, unless it is the router`, () => {
            for (const [namesWith, more] of [
                [imagesWith, images],
                [programsWith, builds],
            ] as const) {
                const usual: readonly string[] = namesWith("nginx");
                const withRouter: readonly string[] = namesWith(router);
                assert.deepEqual(new Set(withRouter), new Set([...usual, ...more]));
                assert.equal(withRouter.length, usual.length + more.length);
            }
        });
    }

    for (const [name, recipe] of entries) {
        const containerfile = readFileSync(join(recipeFolder(recipe), "Containerfile"), "utf8");

        it(`${name}: runs as a numeric user that is not root`, () => {
            const user = /^USER (\d+)(?::\d+)?$/m.exec(containerfile)?.[1];
            assert.ok(user !== undefined && Number(user) > 0, containerfile);
        });

        it(`${name}: copies exactly what its context has`, () => {
            const inContext = [
                ...Object.keys(recipe.programs ?? {}),
                ...Object.keys(recipe.goSources ?? {}),
                ...(recipe.rootfs ? ["rootfs"] : []),
                ...(recipe.nginxConfiguration ? ["etc"] : []),
            ];
            const copied = [...containerfile.matchAll(/^COPY (?:--\S+ )*(.+) \S+$/gm)].flatMap(([, sources]) =>
                (sources ?? "").split(" ").map((path) => path.split("/")[0] ?? ""),
            );
            assert.deepEqual(new Set(copied), new Set(inContext));
        });

        it(`${name}: packs programs that the toolchain has`, () => {
            for (const { tool } of Object.values(recipe.programs ?? {})) assert.ok(tool in programs, tool);
            for (const { group } of Object.values(recipe.goSources ?? {})) {
                const folder = join(__dirname, "../../../../../scripts/local/toolchain/go", group ?? "");
                assert.ok(group === undefined || existsSync(join(folder, "go.mod")), group);
            }
        });
    }
});

describe("an image's key", () => {
    let folder: string;
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "recipe-"));
        writeFileSync(join(folder, "k6"), "a program");
    });
    afterEach(() => {
        rmSync(folder, { recursive: true });
    });
    // Without rootfs: its certificates are this machine's.
    const recipe: Recipe = { reference: "docker.io/grafana/k6:1", folder: "k6", programs: { k6: { tool: "k6" } } };
    const key = (changed: Partial<Recipe> = {}) =>
        recipeKey({ ...recipe, ...changed }, (name) => Promise.resolve(join(folder, name)));

    it("is the same for the same inputs", async () => {
        assert.equal(await key(), await key());
    });

    it("changes with the program's bytes", async () => {
        const before = await key();
        writeFileSync(join(folder, "k6"), "another program");
        assert.notEqual(await key(), before);
    });

    it("changes with the reference, a capability, the Containerfile, the base", async () => {
        const keys = await Promise.all([
            key(),
            key({ reference: "docker.io/grafana/k6:2" }),
            key({ programs: { k6: { tool: "k6", capability: "cap_net_bind_service=+ep" } } }),
            key({ folder: "prometheus" }),
            key({ base: { name: "k6", packages: ["bash"] } }),
        ]);
        assert.equal(new Set(keys).size, keys.length);
    });
});
