import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { checkout } from "../../../../../scripts/local/home";

/** Has every image, and neither builds one nor removes its layers. */
const buildah = `#!/bin/sh
case " $* " in
    *" images "*) echo 0123456789ab ;;
    *" bud "*) echo "COPY failed: no such file: server.js" >&2; exit 1 ;;
    *" rmi "*) echo "a layer is in use" >&2; exit 125 ;;
esac
`;

/** Calls the program without a mount namespace, which needs root. */
const unshare = '#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done\nshift\nexec "$@"\n';

describe("the build of a service's image", function () {
    this.timeout("60s");
    let home: string;
    beforeEach(() => {
        home = mkdtempSync(join(tmpdir(), "home-"));
        mkdirSync(join(home, "service"));
        writeFileSync(join(home, "service", "Containerfile"), "FROM scratch\n");
        for (const [name, text] of Object.entries({ buildah, unshare })) {
            writeFileSync(join(home, name), text, { mode: 0o755 });
        }
    });
    afterEach(() => {
        rmSync(home, { recursive: true });
    });

    it("fails with its own error, even if its layers cannot be removed either", async () => {
        const script = `
            const { buildServiceImage } = require("./scripts/local/images");
            const { join } = require("node:path");
            const home = process.env.CANARY_DELIVERY_HOME;
            const tools = () => Promise.resolve(join(home, "buildah"));
            const service = { name: "shop", folder: join(home, "service") };
            buildServiceImage({ tools, home, report: console.log, tag: "v1", service }).catch(({ message }) => {
                console.error(message);
            });`;
        const { stdout, stderr } = await execa(
            process.execPath,
            ["--require", "ts-node/register/transpile-only", "--eval", script],
            {
                cwd: checkout,
                env: { CANARY_DELIVERY_HOME: home, PATH: `${home}${delimiter}${process.env["PATH"] ?? ""}` },
            },
        );
        assert.match(stderr, /exit code 1\).*\n(?:.*\n)*COPY failed: no such file: server\.js/);
        assert.doesNotMatch(stderr, /a layer is in use/);
        assert.match(stdout, /could not remove the layers of the failed build: [^]*a layer is in use/);
    });
});
