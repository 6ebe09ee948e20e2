import { connect } from "../kubernetes";
import { dynamicProvider, pickInputs } from "../provider/dynamicProvider";
import { printLine } from "../provider/printLine";
import { type ExistingObject, existingAmong, foreignError, movedError } from "./cluster";
import { componentAnnotation } from "./component";
import { checkOwnershipInputs, declaredInputs, type OwnershipInputs, providerVersion } from "./inputs";
import { formatReference, parseReference, titleOf } from "./objectReference";
import { type Ownership, ownershipOf } from "./owner";

/** Checks objects before they are declared. The state's `objects` passed, so that the stack may create and change them. */
export const ownershipProvider = dynamicProvider<OwnershipInputs, OwnershipInputs>({
    noun: "ownership check",
    version: providerVersion,
    declared: declaredInputs,
    // Another context is another cluster.
    identity: ["kubeContext"],
    importHint: "; pulumi up runs it",
    validate: checkOwnershipInputs,
    // The current context of a content has no name.
    idOf: ({ kubeContext }) => kubeContext || "cluster",
    isUnfinished: () => false,

    async apply(inputs, olds) {
        const passed = new Set(olds?.objects);
        const added = inputs.objects.filter((object) => !passed.has(object));
        const { components = {} } = inputs;
        const read = [...new Set([...added, ...Object.keys(components)])];
        if (read.length > 0) {
            const live = await existingAmong(await connect(inputs), read.map(parseReference));
            const existing = live.filter(({ object }) => added.includes(formatReference(object)));
            const of = (ownership: Ownership) =>
                existing.filter(({ metadata }) => ownershipOf(metadata, inputs.owner) === ownership);
            const foreign = of("foreign");
            if (foreign.length > 0) {
                throw foreignError(foreign, inputs.owner, inputs.alternatives);
            }
            for (const one of live) {
                const [declarer, ...aliases] = components[formatReference(one.object)] ?? [];
                if (declarer !== undefined && isOfAnother(one, [declarer, ...aliases])) {
                    throw movedError(one, declarer);
                }
            }
            const unknown = of("unknown");
            if (unknown.length > 0) {
                const titles = unknown.map(({ object }) => titleOf(object)).join(", ");
                printLine(`objects of an earlier version are taken for this stack's: ${titles}`);
            }
        }
        return inputs;
    },

    async read(state) {
        // An object that is gone, or was that another client created again, must pass once more.
        const existing = await existingAmong(await connect(state), state.objects.map(parseReference));
        const kept = existing.filter(({ metadata }) => ownershipOf(metadata, state.owner) !== "foreign");
        return { ...state, objects: kept.map(({ object }) => formatReference(object)) };
    },

    delete: () => Promise.resolve(),

    inputsOf: (state) => pickInputs(state, declaredInputs),
});

/** True for an object that a component of another name or parent, or with other resource names, has declared. */
function isOfAnother({ metadata: { annotations } }: ExistingObject, components: readonly string[]): boolean {
    const declarer = annotations?.[componentAnnotation];
    return declarer !== undefined && !components.includes(declarer);
}
