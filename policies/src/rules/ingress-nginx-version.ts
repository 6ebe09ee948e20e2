import { readImage } from "../model/images";
import { containersOf, podOf } from "../model/pods";
import { rule } from "../model/rule";
import { string, version } from "../model/ruleSettings";
import { flatMapKnown, known } from "../model/value";

export default rule({
    name: "ingress-nginx-version",
    description: "The ingress-nginx controller is not older than the configured version.",
    why:
        "Older controllers have known CVEs; some give an attacker every Secret that the controller may read. " +
        "Upstream was archived at 1.15.1, so there will be no later fix.",
    fix:
        "install that last version, and migrate to a vendor's maintained build, or to another router that Argo " +
        "Rollouts supports, such as one of the Gateway API",
    severity: "high",
    enforcementLevel: "advisory",
    settings: {
        minimum: version("1.15.1", "The oldest accepted version"),
        repository: string("ingress-nginx/controller", "The end of the repository of the controller's image"),
    },
    eachObject(object, { minimum, repository }) {
        const pod = podOf(object);
        // An init container of the same image would be the same finding.
        const running = pod === undefined ? [] : containersOf(pod).filter(({ kind }) => kind === "container");
        return flatMapKnown(running, ({ name, body }) => {
            const value = known(body["image"]);
            const read = typeof value === "string" ? readImage(value) : undefined;
            if (read === undefined || !`/${read.repository}`.endsWith(`/${repository}`)) {
                return [];
            }
            const numbers = numbersOf(read.tag ?? "");
            const got = numbers === undefined ? "no version in its tag" : `version ${numbers.join(".")}`;
            const found = `container ${name} is ingress-nginx with ${got}, must be at least ${minimum}`;
            return numbers !== undefined && isAtLeast(numbers, numbersOf(minimum) ?? []) ? [] : [{ object, found }];
        });
    },
});

function numbersOf(version: string): number[] | undefined {
    return /^v?(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number);
}

function isAtLeast(version: readonly number[], minimum: readonly number[]): boolean {
    const different = minimum.findIndex((part, index) => part !== version[index]);
    return different === -1 || (version[different] ?? 0) > (minimum[different] ?? 0);
}
