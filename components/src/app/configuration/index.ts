/** An app's configuration: files and variables in objects named by their content, so that a change rolls the app. */
export { AppConfiguration, type AppConfigurationArgs } from "./appConfiguration";
export { ConfigurationRetention, type ConfigurationRetentionArgs } from "./resource";
