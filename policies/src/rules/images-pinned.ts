import { imagesOf, readImage } from "../model/images";
import { canariedObjects } from "../model/relations";
import { rule } from "../model/rule";
import { choice, strings } from "../model/ruleSettings";
import { flatMapKnown, known } from "../model/value";

export default rule({
    name: "images-pinned",
    description: "Every image is pinned by a fixed tag, and by digest if the configuration requires it.",
    why:
        "A tag such as latest means another image tomorrow: pods of one version would run different code, the " +
        "promoted image may not be the measured one, and a rollback would not restore the old code.",
    fix: "use the tag of a release, followed by the digest that the registry reported after the push",
    severity: "high",
    enforcementLevel: "mandatory",
    settings: {
        digestFor: choice(
            "nothing",
            ["nothing", "app", "everything"],
            "Images that need a digest: none, those of Rollouts and of the Deployments that they refer to, or all",
        ),
        floatingTags: strings(["latest"], "Tags that need a digest, because they move"),
    },
    wholeStack(stack, { digestFor, floatingTags }) {
        const canaried = canariedObjects(stack);
        return flatMapKnown(stack.objects, (object) => {
            const needsDigest = digestFor === "everything" || (digestFor === "app" && canaried.has(object));
            return flatMapKnown(imagesOf(object), ({ place, image }) => {
                const value = known(image);
                const got = typeof value === "string" && value !== "" ? `image ${value}` : "no image";
                const problem = problemOf(value, needsDigest, floatingTags);
                return problem === undefined ? [] : [{ object, found: `${place} has ${got}, ${problem}` }];
            });
        });
    },
});

function problemOf(image: unknown, needsDigest: boolean, floatingTags: readonly string[]): string | undefined {
    if (typeof image !== "string" || image === "") {
        return "must name one";
    }
    const { tag, digest } = readImage(image);
    if (tag === "") {
        return "must have a tag after the colon";
    }
    if (digest !== undefined) {
        return /^sha256:[0-9a-f]{64}$/.test(digest)
            ? undefined
            : "whose digest must be sha256: and 64 hexadecimal digits";
    }
    if (needsDigest) {
        return "must be pinned by digest";
    }
    if (tag === undefined) {
        return "must have a tag; without one it means latest";
    }
    return floatingTags.includes(tag) ? `must have a tag other than ${floatingTags.join(", ")}` : undefined;
}
