import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Service } from "./service";
import { readSettings, SettingsError, type Settings } from "./settings";
import { shutDown } from "./shutdown";

function settingsOrExit(): Settings {
    try {
        return readSettings(process.env);
    } catch (error) {
        if (!(error instanceof SettingsError)) throw error;
        console.error(error.message);
        process.exit(2);
    }
}

const settings = settingsOrExit();
const service = new Service(settings);

let ending = false;
for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
        if (ending) return;
        ending = true;
        console.log(`${signal}: draining for ${settings.drainMs} ms`);
        void shutDown(service, settings.drainMs).then(() => process.exit(0));
    });
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;

// Metrics first, so that every answer to a user is measured.
service.metricsServer.listen(settings.metricsPort, () => {
    service.server.listen(settings.port, () => {
        const ports = `port ${portOf(service.server)}, metrics on port ${portOf(service.metricsServer)}`;
        console.log(`version ${settings.version} listening on ${ports}`);
    });
});
