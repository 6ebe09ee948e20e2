import { fleet } from "../../support/policies/fleet";
import { configuredProvider, declare, type Manifest } from "../declared";

const provider = configuredProvider();

for (const body of fleet(600)) {
    declare(body as unknown as Manifest, provider);
}
