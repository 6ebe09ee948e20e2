/** A point of a panel; the time in milliseconds. */
export interface Point {
    readonly at: number;
    readonly value: number;
    /** A measurement that failed; drawn in another shape. */
    readonly bad?: boolean;
    /** The text equivalent of a single measurement. */
    readonly title?: string;
}

/** The look of a line; the legend and the dashes distinguish them without colour. */
export type Style = "new" | "stable" | "declared" | "other";

/** A line of a panel. Between two segments nothing was observed, and nothing is drawn. */
export interface Line {
    readonly name: string;
    readonly style: Style;
    /** `steps`: each value holds until the next one. `points`: single measurements, connected thinly. */
    readonly kind: "line" | "steps" | "points";
    readonly segments: readonly (readonly Point[])[];
}

/** A measured share with its bounds. */
export interface Bounds {
    readonly from: number;
    readonly until: number;
    readonly low: number;
    readonly high: number;
    readonly value: number;
    readonly bad: boolean;
    readonly title: string;
}

/** A time in which nothing was observed. */
export interface Gap {
    readonly from: number;
    readonly until: number;
    readonly title: string;
}

/** A chart on the figure's time axis. */
export interface Panel {
    readonly title: string;
    /** The text equivalent. */
    readonly description: string;
    readonly unit: string;
    readonly low: number;
    readonly high: number;
    /** Values are decimal logarithms; the axis shows powers of ten. */
    readonly logarithmic?: boolean;
    readonly lines: readonly Line[];
    readonly bounds?: readonly Bounds[];
    readonly limits?: readonly { readonly value: number; readonly label: string }[];
    readonly gaps: readonly Gap[];
    /** The reason why there is nothing to draw. */
    readonly absent?: string;
}

/** A panel with a row for each client that wrote. */
export interface Lanes {
    readonly title: string;
    readonly description: string;
    readonly lanes: readonly { readonly name: string; readonly own: boolean; readonly at: readonly number[] }[];
    readonly absent?: string;
}
