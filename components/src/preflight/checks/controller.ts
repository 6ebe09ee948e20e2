import type { PreflightFacts } from "../facts";
import { type Checked, note, problem } from "../finding";

/** Minor versions of the controller that this package was tested with. */
export const knownControllers = ["1.9", "1.10"] as const;

/** Checks that the cluster has the controller, not stopped and of a known version. */
export function checkController({ servesRollouts, controllers }: PreflightFacts): Checked[] {
    if (!servesRollouts) {
        return [problem({ kind: "noRollouts" })];
    }
    if ("unknown" in controllers) {
        return [note({ kind: "controllerUnknown", reason: controllers.unknown })];
    }
    if (controllers.value.length === 0) {
        return [note({ kind: "noController" })];
    }
    const running = controllers.value.filter(({ spec }) => spec?.replicas !== 0);
    if (running.length === 0) {
        return controllers.value.slice(0, 1).map(({ metadata }) => {
            const deployment = `${metadata.namespace ?? ""}/${metadata.name}`;
            return problem({ kind: "controllerStopped", deployment });
        });
    }
    return running
        .flatMap(({ spec }) => spec?.template?.spec?.containers?.slice(0, 1) ?? [])
        .flatMap(({ image = "" }): Checked[] => {
            const [, minor] = /:v?(\d+\.\d+)\.\d+/.exec(image) ?? [];
            const isKnown = knownControllers.some((one) => one === minor);
            return isKnown ? [] : [note({ kind: "controllerVersion", image, known: knownControllers })];
        });
}
