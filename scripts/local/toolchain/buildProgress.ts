/** Progress of one `go build -v`, which prints a line for each package that it compiles. */
export class BuildProgress {
    private compiled = 0;

    /**
     * @param packages the number of packages of the program; those in Go's build cache are not compiled again, so the
     *     estimate is a long one
     * @param begun the time when the build began, in milliseconds
     */
    constructor(
        private readonly packages: number,
        private readonly begun: number,
    ) {}

    /** Counts a compiled package. */
    add(): void {
        this.compiled += 1;
    }

    /** One line at a time in milliseconds: "compiled 120 of 480 packages, about 6 min left". */
    describe(now: number): string {
        const left = this.packages - this.compiled;
        if (left <= 0) {
            return `compiled ${this.packages} packages, linking`;
        }
        const share = `compiled ${this.compiled} of ${this.packages} packages`;
        // The first packages are small ones, so that an early rate promises too much.
        if (this.compiled < this.packages / 20) {
            return share;
        }
        const minutes = Math.ceil((((now - this.begun) / this.compiled) * left) / 60_000);
        return `${share}, about ${minutes} min left`;
    }
}
