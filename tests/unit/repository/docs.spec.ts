import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { checkout } from "../../../scripts/local/home";
import { pages } from "../../docs/pages";

const read = (path: string) => readFileSync(join(checkout, path), "utf8");

describe("the documentation", () => {
    for (const [path, page] of Object.entries(pages)) {
        it(`${path} is up to date`, async () => {
            assert.equal(read(path), await page(), "run npm run docs");
        });
    }

    it("has no link to a missing file or heading", () => {
        const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"], {
            cwd: checkout,
            encoding: "utf8",
        });
        const broken = files
            .split("\0")
            .filter((path) => path !== "" && existsSync(join(checkout, path)))
            .flatMap((path) =>
                linksOf(path)
                    .filter((link) => !leads(path, link))
                    .map((link) => `${path}: ${link}`),
            );
        assert.deepEqual(broken, []);
    });

    it("has a README that a person reads in a minute", () => {
        assert.ok(read("README.md").split("\n").length <= 160);
    });
});

/** The relative links and images of a page, code blocks left out. */
function linksOf(path: string): string[] {
    const prose = read(path).replaceAll(/^```[\s\S]*?^```/gm, "");
    return [...prose.matchAll(/\]\(([^)\s]+)\)|\bsrc="([^"]+)"/g)]
        .map(([, link, source]) => link ?? source ?? "")
        .filter((link) => !/^[a-z]+:/.test(link));
}

function leads(from: string, link: string): boolean {
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? from : normalize(join(dirname(from), path));
    if (!existsSync(join(checkout, target))) {
        return false;
    }
    return anchor === undefined || anchorsOf(target).includes(anchor);
}

/** The anchors that GitHub gives the headings of a page. */
function anchorsOf(path: string): string[] {
    return [...read(path).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
        heading
            .toLowerCase()
            .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
            .replaceAll(" ", "-"),
    );
}
