/** One key of a Secret. `Text` is the type of the Secret's name, which may come from another resource. */
export interface SecretKey<Text = string> {
    readonly name: Text;
    readonly key: string;
}
