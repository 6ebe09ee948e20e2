import { type Checked, note } from "../finding";
import type { PreflightInputs } from "../inputs";

/** Finds images whose tag moves. */
export function checkImages({ images }: PreflightInputs): Checked[] {
    return images.filter(hasMovingTag).map((image) => note({ kind: "movingTag", image }));
}

/** True for an image without a digest whose tag is known to move. */
function hasMovingTag(image: string): boolean {
    const [name = "", digest] = image.split("@");
    const [, tag] = /:([^/:]+)$/.exec(name) ?? [];
    const moves = /^(latest|stable|edge|nightly|main|master|develop|dev|staging|prod|production|canary)$/i;
    return digest === undefined && (tag === undefined || moves.test(tag));
}
