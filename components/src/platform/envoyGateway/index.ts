/** Envoy Gateway, and a Gateway of it for the routes of every namespace. */
export { EnvoyGateway, type EnvoyGatewayArgs, envoyGatewayObjects } from "./resource";
