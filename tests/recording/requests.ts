import { askVersion } from "../support/e2e/ingressClient";

/** Sends requests to an app through the ingress, `perSecond`, until stopped. */
export class Requests {
    private readonly timer: NodeJS.Timeout;
    private open = 0;

    constructor(url: string, host: string, perSecond = 40) {
        this.timer = setInterval(() => {
            // Limits concurrent requests to a version that hardly answers.
            if (this.open < 50) {
                this.open += 1;
                void askVersion(url, host).finally(() => (this.open -= 1));
            }
        }, 1000 / perSecond);
    }

    stop(): void {
        clearInterval(this.timer);
    }
}
