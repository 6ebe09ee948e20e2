/** Order of the folders, top down: a file imports from its own folder and from those below. */
const gate = [
    "notify",
    "drive",
    "report",
    "decision",
    "history",
    "observation",
    "judge",
    "traffic",
    "cluster",
    "model",
];

/** Forbidden imports as pairs of paths: from, to. */
const layers = [
    // The package's folders: the app uses the gate, the gate the shared ground, and not the reverse.
    [
        "components/src/(kubernetes|provider)/",
        "components/src/(app|cli|gate|monitoring|ownership|platform|preflight|outputs|routers|[^/]+\\.ts)",
    ],
    // Rules and dashboards follow from their own data; the app and the platform declare them.
    [
        "components/src/monitoring/",
        "components/src/(app|cli|gate|ownership|platform|preflight|provider|report|outputs|routers|[^/]+\\.ts)",
    ],
    [
        "components/src/ownership/",
        "components/src/(app|cli|gate|monitoring|platform|preflight|outputs|routers|[^/]+\\.ts)",
    ],
    // A router knows nothing of the apps and gates that use it.
    [
        "components/src/routers/",
        "components/src/(app|cli|gate|monitoring|ownership|platform|preflight|outputs|[^/]+\\.ts)",
    ],
    ["components/src/kubernetes/", "components/src/provider/"],
    ["components/src/gate/", "components/src/(app|cli|monitoring|platform|preflight|outputs|[^/]+\\.ts)"],
    // A report renders from its own data, without the gate.
    [
        "components/src/report/",
        "components/src/(app|cli|gate|kubernetes|platform|preflight|provider|outputs|routers|[^/]+\\.ts)",
    ],
    ["components/src/preflight/", "components/src/(app|cli|monitoring|platform|outputs|[^/]+\\.ts)"],
    ["components/src/platform/", "components/src/(app|cli|gate|preflight|outputs|[^/]+\\.ts)"],
    ["components/src/app/", "components/src/(cli|platform|outputs|[^/]+\\.ts)"],
    ["components/src/app/(args|baseline|configuration|validate)/", "components/src/app/[^/]+\\.ts"],
    ["components/src/app/(args|baseline|configuration)/", "components/src/app/validate/"],
    ["components/src/gate/[a-z]+/", "components/src/gate/[^/]+\\.ts"],
    ...gate.map((folder, index) => [
        `components/src/gate/${folder}/`,
        `components/src/gate/(${gate.slice(0, index).join("|")})/`,
    ]),
].filter(([, to]) => !to.includes("()"));

module.exports = {
    forbidden: [
        {
            name: "no-circle",
            comment: "Modules in a cycle cannot be read or tested separately; type imports count.",
            severity: "error",
            from: {},
            to: { circular: true },
        },
        ...layers.map(([from, to]) => ({
            name: `downward-only: ${from} -> ${to}`,
            severity: "error",
            from: { path: `^${from}` },
            to: { path: `^${to}` },
        })),
        {
            name: "packages-by-name",
            comment: "Another package is imported by its name, as npm's users do.",
            severity: "error",
            from: { path: "^(infra|examples/[^/]+|components|policies|app|scripts)/" },
            to: {
                path: "^(infra|examples|components|policies|scripts|app|tests)/",
                pathNot: "^$1/",
                dependencyTypesNot: ["aliased-workspace", "undetermined"],
            },
        },
        {
            name: "nothing-imports-tests",
            severity: "error",
            from: { pathNot: "^tests/" },
            to: { path: "^tests/" },
        },
        {
            name: "resolvable",
            severity: "error",
            from: {},
            to: { couldNotResolve: true },
        },
    ],
    options: {
        doNotFollow: { path: "node_modules" },
        exclude: { path: "(^|/)(node_modules|dist|\\.stryker-tmp)/" },
        tsPreCompilationDeps: true,
        tsConfig: { fileName: "tsconfig.json" },
        enhancedResolveOptions: {
            conditionNames: ["@canary-delivery/source", "import", "require", "node", "default", "types"],
            exportsFields: ["exports"],
        },
    },
};
